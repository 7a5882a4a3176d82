"""Professions and places of care as one says them in French; the directory keeps codes and names alone."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

_WOMEN: Final = ("Mme ", "Dre ", "Pre ")
_MEN: Final = ("M. ",)


def profession_of(name: str, profession: str, specialty: str) -> str:
    """Say what somebody does (`infirmière`); an empty text for a code that is not in the table.

    A gender is told only where the title in the name shows it.
    """
    known = _words()["specialties"].get(specialty)
    if known:
        return str(known)
    forms = _words()["professions"].get(profession)
    if forms is None:
        return ""
    return str(forms[0] if name.startswith(_MEN) else forms[1] if name.startswith(_WOMEN) else forms[2])


def professions() -> list[tuple[str, str]]:
    """List the professions that are known, as code and name, by name."""
    listed = [(code, f"{forms[0][0].upper()}{forms[0][1:]}") for code, forms in _words()["professions"].items()]
    return sorted(listed, key=lambda each: each[1])


def article_of(structure: str) -> str:
    """Tell the article that goes before the name of a place of care (`le`, `l’`), or an empty text."""
    return str(_words()["structures"].get(structure.split(maxsplit=1)[0].lower(), "")) if structure.strip() else ""


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("professions.toml").read_text(encoding="utf-8"))
