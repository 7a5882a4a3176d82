"""The habilitation matrix: which profession may read which class or type of document (data in matrix.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """What one profession may read: whole classes, less some types."""

    classes: frozenset[str]
    refused_types: frozenset[str]


@cache
def rows() -> dict[str, Row]:
    """Load the matrix once, by profession code (TRE_G15)."""
    data = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text(encoding="utf-8"))
    sets = {name: frozenset(codes) for name, codes in data["sets"].items()}
    return {
        code: Row(sets[row["classes"]], frozenset(row.get("refused_types", ())))
        for code, row in data["professions"].items()
    }


def may_read(profession: str, class_code: str, type_code: str) -> bool:
    """Say whether a profession may read a document of this class and type; an unlisted profession may not."""
    row = rows().get(profession)
    return row is not None and class_code in row.classes and type_code not in row.refused_types
