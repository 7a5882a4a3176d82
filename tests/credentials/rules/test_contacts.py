"""E-mail addresses and French mobile numbers: read, written, masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.credentials.rules.contacts import mask_email, mask_mobile, read_email, read_mobile, write_mobile

NUMBERS = {
    "06 99 00 12 34": "+33699001234",
    "07.99.00.12.34": "+33799001234",
    "+33 (0)6 99 00 12 34": "",
    "+33 6 99 00 12 34": "+33699001234",
    "0033699001234": "+33699001234",
    "0692 12 34 56": "+262692123456",
    "0639 12 34 56": "+262639123456",
    "0690 12 34 56": "+590690123456",
    "0694 12 34 56": "+594694123456",
    "0696 12 34 56": "+596696123456",
    "+508 41 12 34": "+508411234",
    "+681 82 12 34": "+681821234",
    "+687 74 12 34": "+687741234",
    "+689 87 12 34 56": "+68987123456",
    "01 99 00 12 34": "",
    "06 99 00 12 3": "",
    "06 99 00 12 345": "",
    "+32 470 12 34 56": "",
    "+262 790 12 34 56": "",
    "zéro six": "",
    "": "",
}


@pytest.mark.parametrize(("typed", "number"), NUMBERS.items())
def test_a_mobile_number_is_read_with_its_dial_code(typed: str, number: str) -> None:
    assert read_mobile(typed) == number


def test_it_is_written_as_one_reads_it() -> None:
    assert write_mobile("+33699001234") == "06 99 00 12 34"
    assert write_mobile("+262692123456") == "06 92 12 34 56"
    assert write_mobile("+687741234") == "+687 74 12 34"


@given(st.sampled_from([number for number in NUMBERS.values() if number]))
def test_what_is_written_is_read_again(number: str) -> None:
    assert read_mobile(write_mobile(number)) == number


@pytest.mark.parametrize("typed", ["anna@exemple.fr", " Anna@Exemple.FR ", "a.b+c@sous.exemple.fr"])
def test_an_address_is_read_in_small_letters(typed: str) -> None:
    assert read_email(typed) == typed.strip().lower()


@pytest.mark.parametrize(
    "typed",
    [
        "anna",
        "anna@",
        "@exemple.fr",
        "anna@exemple",
        "a b@exemple.fr",
        "a@b@c.fr",
        "a\n@exemple.fr",
        "é@exemple.fr",
        f"{'a' * 250}@ex.fr",
    ],
)
def test_what_is_no_address_is_none(typed: str) -> None:
    assert read_email(typed) == ""


@given(st.text(max_size=300))
def test_nothing_breaks_the_reading(typed: str) -> None:
    assert "\n" not in read_email(typed)
    assert read_mobile(typed) == "" or read_mobile(typed).startswith("+")


def test_a_mask_says_enough_for_its_owner_alone() -> None:
    assert mask_email("camille.roussel@exemple.fr") == "c•••@e•••.fr"
    assert mask_mobile("+33699001234") == "•• •• •• •• 34"
