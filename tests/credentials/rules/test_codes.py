"""Codes as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.credentials.rules.codes import ALPHABET, LETTER_SIGNS, draw, grouped, read_digits, read_signs


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "12.34.56"])
def test_six_digits_are_read_however_they_are_grouped(typed: str) -> None:
    assert read_digits(typed) == "123456"


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345a", "", "١٢٣٤٥٦", "1234٥6"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_digits(typed) == ""


@given(st.text(ALPHABET, min_size=LETTER_SIGNS, max_size=LETTER_SIGNS))
def test_a_letter_is_read_as_it_was_written(code: str) -> None:
    assert read_signs(grouped(code, 4).lower(), LETTER_SIGNS) == code


@given(st.text(max_size=60))
def test_nothing_breaks_the_reading(typed: str) -> None:
    assert len(read_digits(typed)) in {0, 6}
    assert len(read_signs(typed, LETTER_SIGNS)) in {0, LETTER_SIGNS}


def test_signs_that_a_hand_confuses_are_not_used() -> None:
    assert not set("01IO") & set(ALPHABET)
    assert read_signs("O" * LETTER_SIGNS, LETTER_SIGNS) == ""


def test_a_draw_stays_below() -> None:
    assert {draw(2) for _ in range(50)} == {0, 1}
