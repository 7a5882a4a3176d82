"""The date of a document as people type it: parts of a date, dates to come, dates before birth."""

from datetime import UTC, date, datetime

import pytest

from ens.records.partial_dates import DateFault, PartialDate, from_iso, known_date, read_date

TODAY = date(2026, 11, 22)
BORN = date(1988, 5, 14)


def read(typed: str, born: date | None = BORN) -> PartialDate | DateFault:
    day, month, year = typed.split("/")
    return read_date((day, month, year), TODAY, born)


@pytest.mark.parametrize(
    ("typed", "iso", "words"),
    [
        ("22/9/2026", "2026-09-22", "22 septembre 2026"),
        (" 01 / 09 /2026", "2026-09-01", "1er septembre 2026"),
        ("/9/2026", "2026-09", "septembre 2026"),
        ("//2026", "2026", "2026"),
        ("22/11/2026", "2026-11-22", "22 novembre 2026"),
        ("29/2/2024", "2024-02-29", "29 février 2024"),
        ("14/5/1988", "1988-05-14", "14 mai 1988"),
        ("/5/1988", "1988-05", "mai 1988"),
        ("//1988", "1988", "1988"),
    ],
)
def test_a_date_is_known_to_the_day_the_month_or_the_year(typed: str, iso: str, words: str) -> None:
    found = read(typed)
    assert isinstance(found, PartialDate)
    assert (found.iso, found.words) == (iso, words)
    assert from_iso(found.iso) == found


@pytest.mark.parametrize(
    ("typed", "field", "text"),
    [
        ("22/9/2062", "annee", "Le 22 septembre 2062 est dans le futur. Vouliez-vous écrire 2026 ?"),
        ("23/11/2026", "annee", "Le 23 novembre 2026 est dans le futur. Vouliez-vous écrire 2025 ?"),
        ("1/12/2026", "annee", "Le 1er décembre 2026 est dans le futur. Vouliez-vous écrire 2025 ?"),
        ("/12/2026", "annee", "Décembre 2026 est dans le futur. Vouliez-vous écrire 2025 ?"),
        ("//2072", "annee", "2072 est dans le futur. Vouliez-vous écrire 2026 ?"),
        ("3/3/9102", "annee", "Le 3 mars 9102 est dans le futur. Vouliez-vous écrire 2026 ?"),
        ("29/2/2028", "annee", "Le 29 février 2028 est dans le futur. Écrivez une date passée, ou celle du jour."),
        ("13/5/1988", "annee", "Le 13 mai 1988 est avant la naissance, le 14 mai 1988. Vérifiez l’année."),
        ("/4/1988", "annee", "Avril 1988 est avant la naissance, le 14 mai 1988. Vérifiez l’année."),
        ("//1987", "annee", "1987 est avant la naissance, le 14 mai 1988. Vérifiez l’année."),
        ("1/1/1899", "annee", "Écrivez une année à partir de 1900."),
        ("//", "annee", "Écrivez au moins l’année du document."),
        ("22/9/26", "annee", "Écrivez l’année avec quatre chiffres, par exemple 2026."),
        ("22/9/２０２６", "annee", "Écrivez l’année avec quatre chiffres, par exemple 2026."),
        ("22/9/-202", "annee", "Écrivez l’année avec quatre chiffres, par exemple 2026."),
        ("22//2026", "mois", "Ajoutez le mois, ou effacez le jour."),
        ("22/13/2026", "mois", "Écrivez le mois en chiffres, de 1 à 12."),
        ("22/sept/2026", "mois", "Écrivez le mois en chiffres, de 1 à 12."),
        ("22/0/2026", "mois", "Écrivez le mois en chiffres, de 1 à 12."),
        ("29/2/2026", "jour", "Écrivez un jour entre 1 et 28 : février 2026 s’arrête là."),
        ("31/4/2026", "jour", "Écrivez un jour entre 1 et 30 : avril 2026 s’arrête là."),
        ("0/4/2026", "jour", "Écrivez un jour entre 1 et 30 : avril 2026 s’arrête là."),
        (f"{'9' * 5000}/4/2026", "jour", "Écrivez un jour entre 1 et 30 : avril 2026 s’arrête là."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(typed: str, field: str, text: str) -> None:
    found = read(typed)
    assert isinstance(found, DateFault)
    assert (found.field, found.text.replace("\u00a0", " ")) == (field, text)


def test_nobody_knows_when_some_people_were_born() -> None:
    assert read("1/1/1900", born=None) == PartialDate(1900, 1, 1)


def test_a_date_with_an_hour_keeps_its_day() -> None:
    assert from_iso("2026-03-02T10:15:00+01:00") == PartialDate(2026, 3, 2)


@pytest.mark.parametrize(
    ("precision", "known"), [(0, PartialDate(2026, 9, 22)), (1, PartialDate(2026, 9)), (2, PartialDate(2026))]
)
def test_a_header_tells_no_more_than_what_is_known(precision: int, known: PartialDate) -> None:
    noon = int(datetime(2026, 9, 22, 12, tzinfo=UTC).timestamp()) * 1_000_000
    assert known_date(noon, precision) == known
