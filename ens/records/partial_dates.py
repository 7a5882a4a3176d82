"""The date that a person gives to her document: a day, a month or a year alone (X-03: not before 1900, not to come)."""

import calendar
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ens.web.dates import MONTHS, local

FIRST_YEAR: Final = 1900
DAY, MONTH, YEAR = "jour", "mois", "annee"  # the three fields


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, to the month (`day` is 0) or to the year (`month` is 0 too)."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first(self) -> date:
        """Give the first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Give the last day that it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        """Write it as a FHIR date of its precision (`2026`, `2026-09`, `2026-09-22`)."""
        parts = (f"{self.year:04}", f"{self.month:02}", f"{self.day:02}")
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])

    @property
    def words(self) -> str:
        """Write it as one says it (`22 septembre 2026`, `septembre 2026`, `2026`)."""
        day = "1er" if self.day == 1 else str(self.day or "")
        month = MONTHS[self.month - 1] if self.month else ""
        return " ".join(part for part in (day, month, str(self.year)) if part)


@dataclass(frozen=True, slots=True)
class DateFault:
    """What is wrong with a date, in a sentence, and which of the three fields to go to."""

    field: str
    text: str


def from_iso(text: str) -> PartialDate:
    """Read the date of a FHIR date or dateTime; its hour does not matter here."""
    year, month, day = ([int(part) for part in text[:10].split("-")] + [0, 0])[:3]
    return PartialDate(year, month, day)


def known_date(moment: int, precision: int) -> PartialDate:
    """Give what is known of the date of a header (microseconds since 1970)."""
    day = local(moment)
    return PartialDate(day.year, day.month if precision < 2 else 0, day.day if precision < 1 else 0)


def read_date(texts: tuple[str, str, str], today: date, born: date | None) -> PartialDate | DateFault:
    """Read a day, a month and a year as they were typed; `born` is when the person of the notebook was born."""
    found = _read_numbers(*(text.strip() for text in texts))
    if isinstance(found, DateFault):
        return found
    if found.first > today:
        return DateFault(YEAR, _future(found, today, born))
    if born is not None and found.last < born:
        birth = PartialDate(born.year, born.month, born.day).words
        return DateFault(YEAR, f"{_subject(found)} est avant la naissance, le {birth}. Vérifiez l’année.")
    return found


def _read_numbers(day: str, month: str, year: str) -> PartialDate | DateFault:
    if fault := _fault_of_year(year):
        return DateFault(YEAR, fault)
    if day and not month:
        return DateFault(MONTH, "Ajoutez le mois, ou effacez le jour.")
    if month and not (_is_number(month) and 1 <= int(month) <= 12):
        return DateFault(MONTH, "Écrivez le mois en chiffres, de 1 à 12.")
    found = PartialDate(int(year), int(month or 0))
    if day and not (_is_number(day) and 1 <= int(day) <= found.last.day):
        return DateFault(DAY, f"Écrivez un jour entre 1 et {found.last.day} : {found.words} s’arrête là.")
    return replace(found, day=int(day or 0))


def _fault_of_year(year: str) -> str:
    if not year:
        return "Écrivez au moins l’année du document."
    if len(year) != 4 or not _is_number(year):
        return "Écrivez l’année avec quatre chiffres, par exemple 2026."
    return "" if int(year) >= FIRST_YEAR else f"Écrivez une année à partir de {FIRST_YEAR}."


def _is_number(text: str) -> bool:
    return len(text) <= 4 and text.isascii() and text.isdigit()


def _future(found: PartialDate, today: date, born: date | None) -> str:
    text = f"{_subject(found)} est dans le futur."
    for year in (found.year // 100 * 100 + found.year % 10 * 10 + found.year // 10 % 10, today.year, today.year - 1):
        meant = replace(found, year=year)
        if _exists(meant) and date(FIRST_YEAR, 1, 1) <= meant.first <= today and (born is None or meant.last >= born):
            return f"{text} Vouliez-vous écrire {year} ?"
    return f"{text} Écrivez une date passée, ou celle du jour."


def _exists(found: PartialDate) -> bool:
    return found.day <= replace(found, day=0).last.day


def _subject(found: PartialDate) -> str:
    if found.day:
        return f"Le {found.words}"
    return found.words.capitalize()
