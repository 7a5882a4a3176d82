"""The habilitation matrix: which profession may read which class or type of document.

Version 1 is matrix.toml; operators may put others in force (ADR 0045). Which one counts is a fact of each decision.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """What one profession may read: whole classes, less some types."""

    classes: frozenset[str]
    refused_types: frozenset[str]


Matrix = Mapping[str, Row]  # by profession code (TRE_G15)


@cache
def rows() -> Matrix:
    """Load version 1, once."""
    return parse(Path(__file__).with_name("matrix.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Matrix:
    """Read a version; the classes of a row are codes, or the name of a set of them."""
    data = tomllib.loads(text)
    sets = {name: frozenset(codes) for name, codes in data.get("sets", {}).items()}
    return {
        code: Row(
            sets[row["classes"]] if isinstance(row["classes"], str) else frozenset(row["classes"]),
            frozenset(row.get("refused_types", ())),
        )
        for code, row in data["professions"].items()
    }


def write(matrix: Matrix) -> str:
    """Write a version, always the same text for the same cells."""
    parts = []
    for code, row in sorted(matrix.items()):
        classes, types = (
            ", ".join(f'"{each}"' for each in sorted(codes)) for codes in (row.classes, row.refused_types)
        )
        parts.append(f"[professions.{code}]\nclasses = [{classes}]\nrefused_types = [{types}]\n")
    return "\n".join(parts)


def may_read(profession: str, class_code: str, type_code: str, matrix: Matrix | None = None) -> bool:
    """Say whether a profession may read a document of this class and type; an unlisted profession may not."""
    row = (rows() if matrix is None else matrix).get(profession)
    return row is not None and class_code in row.classes and type_code not in row.refused_types
