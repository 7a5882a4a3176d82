"""What a login name must be, and which ones are suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.credentials.rules.logins import find_fault, suggest


@pytest.mark.parametrize("login", ["camille.roussel-51", "jeanne_84", "a" * 100, "12345678"])
def test_a_good_one_has_no_fault(login: str) -> None:
    assert find_fault(login) == ""


@pytest.mark.parametrize(
    ("login", "said"),
    [
        ("a" * 7, "de 8 à 100"),
        ("a" * 101, "de 8 à 100"),
        ("Camille.roussel", "minuscules"),
        ("camille roussel", "minuscules"),
        ("camille@exemple.fr", "minuscules"),
        ("288055199900116", "sécurité sociale"),
        ("2880551999001", "sécurité sociale"),
        ("2-88-05-51-999-001", "sécurité sociale"),
        ("2a-288052a99900116"[3:], "sécurité sociale"),
        ("fr7630006000011234567890189", "bancaire"),
        ("fr76-3000-6000-0112-3456-7890-189", "bancaire"),
    ],
)
def test_each_fault_is_told(login: str, said: str) -> None:
    assert said in find_fault(login)


def test_suggestions_are_free_and_good() -> None:
    numbers = iter(range(50))
    taken = {"elodie.le-10", "elodie.legoff-10"}
    found = suggest("Élodie", "Le Goff", lambda login: login not in taken, lambda _below: next(numbers))
    assert len(found) == 3
    assert "elodie.legoff-10" not in found
    assert [find_fault(login) for login in found] == ["", "", ""]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_name_gets_good_suggestions(first: str, last: str) -> None:
    assert [find_fault(login) for login in suggest(first, last, lambda _: True, lambda below: below - 1)] == [""] * 3
