"""What is typed of a card: read however it is spaced, refused with what to do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.enrolment.rules import age_on, is_minor, may_have_own, read_birth_date, read_number, read_serial

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed", ["288055199900116", "2 88 05 51 999 001 16", "2880551999001", "2-88-05-51-999-001", "1 99 02 2a 123 456"]
)
def test_a_number_is_read_with_or_without_its_key(typed: str) -> None:
    number, fault = read_number(typed)
    assert (len(number), fault) == (13, "")


@pytest.mark.parametrize(
    "typed", ["", "288055199900117", "28805519990", "988055199900116", "28805519990011é", "x" * 90]
)
def test_a_wrong_number_is_told(typed: str) -> None:
    number, fault = read_number(typed)
    assert number == ""
    assert fault
    assert "288" not in fault, "numbers are not repeated"


@pytest.mark.parametrize(("typed", "good"), [("12345678", True), ("1234567890123", True), ("99 0201 14087", True)])
def test_a_serial_is_read(typed: str, good: bool) -> None:
    assert bool(read_serial(typed)[0]) is good


@pytest.mark.parametrize("typed", ["1234567", "12345678901234", "abcdefgh", "", "١٢٣٤٥٦٧٨"])
def test_a_wrong_serial_is_told(typed: str) -> None:
    assert read_serial(typed)[0] == ""
    assert read_serial(typed)[1]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("3", "2", "1942"), "1942-02-03"),
        (("22", "11", "2026"), "2026-11-22"),
        (("1", "1", "1900"), "1900-01-01"),
        (("23", "11", "2026"), ""),
        (("31", "12", "1899"), ""),
        (("29", "2", "2023"), ""),
        (("", "2", "1942"), ""),
        (("3", "février", "1942"), ""),
        (("٣", "2", "1942"), ""),
    ],
)
def test_a_birth_date_is_a_day_that_was(typed: tuple[str, str, str], read: str) -> None:
    found, fault = read_birth_date(typed, TODAY)
    assert found == read
    assert bool(fault) is not bool(read)


@given(st.text(max_size=50), st.text(max_size=50), st.tuples(*[st.text(max_size=9)] * 3))
def test_nothing_breaks_the_reading(number: str, serial: str, born: tuple[str, str, str]) -> None:
    for found, fault in (read_number(number), read_serial(serial), read_birth_date(born, TODAY)):
        assert bool(found) is not bool(fault)


@pytest.mark.parametrize(
    ("born", "age", "minor", "own"),
    [
        ("2010-11-22", 16, True, True),
        ("2010-11-23", 15, True, False),
        ("2008-11-22", 18, False, True),
        ("2008-11-23", 17, True, True),
    ],
)
def test_at_sixteen_own_credentials_at_eighteen_nobody_else(born: str, age: int, minor: bool, own: bool) -> None:
    assert age_on(born, TODAY) == age
    assert (is_minor(age), may_have_own(age)) == (minor, own)
