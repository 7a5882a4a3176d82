"""Which person a search is about: taken out before the rest, since it chooses the space."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import unquote

from ens.kernel.errors import Malformed

_NAMES: Final = re.compile(r"(?:patient|subject)(?::Patient)?")
_IDENTIFIER: Final = re.compile(r"(?:patient|subject)(?::Patient)?(?:\.identifier|:identifier)")
_REFERENCE: Final = re.compile(r"(?:[^\s|,]*/)?Patient/([A-Za-z0-9.-]{1,64})")
_ID: Final = re.compile(r"[A-Za-z0-9.-]{1,64}")


@dataclass(frozen=True, slots=True)
class PatientClue:
    """The person of a search: a logical id or an identifier (system, value); both empty when none was given."""

    id: str = ""
    system: str = ""
    value: str = ""

    def __bool__(self) -> bool:
        """Say whether a person was given at all."""
        return bool(self.id or self.value)


def split_patient(params: Sequence[tuple[str, str]]) -> tuple[PatientClue, list[tuple[str, str]]]:
    """Separate the person from the other parameters; Malformed when two different ones are given."""
    clues, rest = set(), []
    for name, value in params:
        if _IDENTIFIER.fullmatch(name):
            clues.add(_read_identifier(value))
        elif _NAMES.fullmatch(name):
            clues.add(PatientClue(id=_read_id(value)))
        else:
            rest.append((name, value))
    if len(clues) > 1:
        _refuse("une recherche porte sur une seule personne")
    return next(iter(clues), PatientClue()), rest


def read_patient_reference(reference: str) -> PatientClue:
    """Read the person of `Patient/abc` or `Patient?identifier=system|value`; an empty clue for anything else."""
    query = "Patient?identifier="
    if reference.startswith(query):
        return _read_identifier(unquote(reference[len(query) :]))
    found = _REFERENCE.fullmatch(reference)
    return PatientClue(id=found[1]) if found else PatientClue()


def _read_id(value: str) -> str:
    found = _REFERENCE.fullmatch(value)
    if found:
        return found[1]
    return value if _ID.fullmatch(value) else _refuse("donnez son identifiant, par exemple « Patient/abc »")


def _read_identifier(value: str) -> PatientClue:
    system, _, number = value.partition("|")
    if not system or not number or "," in value or "|" in number or len(value) > 256:
        _refuse("donnez un seul identifiant, écrit « système|valeur »")
    return PatientClue(system=system, value=number)


def _refuse(why: str) -> NoReturn:
    msg = f"La personne recherchée ne peut pas être lue : {why}."
    raise Malformed(msg)
