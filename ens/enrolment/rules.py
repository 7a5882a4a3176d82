"""What is typed of a health card and a birth date, as it is compared (ENR-03, X-04): pure."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from ens.kernel.identifiers import compute_ins_key

MAJORITY: Final = 18  # code civil, 388
OWN: Final = 16
CANDIDATES: Final = 10  # children of one birth date on one card
_NIR: Final = re.compile(r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?")
_SERIAL: Final = re.compile(r"[0-9]{8,13}")
_FIRST_YEAR: Final = 1900


@dataclass(frozen=True, slots=True)
class Card:
    """What names somebody: the number on the card (an adult's, for a minor), the card's serial, the birth date."""

    number: str
    serial: str
    birth_date: str

    @property
    def text(self) -> str:
        """Write it as its blind index is made."""
        return f"{self.number[:13]}|{self.serial}|{self.birth_date}"


def read_number(typed: str) -> tuple[str, str]:
    """Read a social security number of 13 or 15 characters; gives it, and what is wrong with it."""
    bare = re.sub(r"[\s.-]", "", typed[:40]).upper()
    if not _NIR.fullmatch(bare):
        return "", "Le numéro de sécurité sociale a 15 chiffres. Il est écrit sous votre nom, sur la carte."
    if len(bare) == 15 and compute_ins_key(bare[:13]) != bare[13:]:
        return "", "Un chiffre ne va pas : relisez le numéro sur la carte, deux chiffres de fin compris."
    return bare[:13], ""


def read_serial(typed: str) -> tuple[str, str]:
    """Read the serial of a card: 11 digits, or 8 to 13 on other models."""
    bare = re.sub(r"[\s.-]", "", typed[:40])
    if not (bare.isascii() and _SERIAL.fullmatch(bare)):
        return "", "Le numéro de série a de 8 à 13 chiffres. Il est écrit en petit sur la carte."
    return bare, ""


def read_birth_date(typed: tuple[str, str, str], today: date) -> tuple[str, str]:
    """Read day, month and year of a birth."""
    try:
        day, month, year = (int(part) if part.isascii() and part.isdecimal() else -1 for part in typed)
        born = date(year, month, day)
    except ValueError:
        return "", "Écrivez le jour, le mois et l’année, par exemple 3 2 1942."
    if born.year < _FIRST_YEAR or born > today:
        return "", f"Écrivez une date entre {_FIRST_YEAR} et aujourd’hui."
    return born.isoformat(), ""


def age_on(birth_date: str, today: date) -> int:
    """Tell an age in whole years."""
    born = date.fromisoformat(birth_date)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def is_minor(age: int) -> bool:
    """Say whether somebody of this age has a legal representative."""
    return age < MAJORITY


def may_have_own(age: int) -> bool:
    """Say whether somebody of this age may have a login and contacts of her own (L.161-2 CSS: from sixteen)."""
    return age >= OWN
