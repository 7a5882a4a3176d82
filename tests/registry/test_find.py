"""Blind indexes: the same person is found again however her name is typed, nobody else is."""

from dataclasses import replace

import pytest

from ens.kernel.identity import Identity
from ens.registry.find import INDEX_BYTES, ins_index, plain_letters, traits_index

KEY = b"k" * 32
JEANNE = Identity("242025199900485", "1.2.250.1.213.1.4.10", "LE GOFF", ("JEANNE", "MARIE"), "1942-02-03", "female", "")


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Le Goff", "LE GOFF"), ("  le-goff ", "LE GOFF"), ("LE’GOFF", "LE GOFF"), ("élise", "ELISE"),
        ("Œuvrard", "OEUVRARD"), ("cœur", "COEUR"), ("Lætitia", "LAETITIA"),
        ("LÆTITIA", "LAETITIA"), ("Groß", "GROSS"), ("D'Été", "D ETE"), ("", ""),
    ],
)  # fmt: skip
def test_names_are_compared_as_plain_capitals(typed: str, plain: str) -> None:
    assert plain_letters(typed) == plain


def test_the_index_of_an_ins_depends_on_key_register_and_matricule() -> None:
    index = ins_index(KEY, JEANNE.oid, JEANNE.matricule)
    assert len(index) == INDEX_BYTES == 16
    assert index == ins_index(KEY, JEANNE.oid, JEANNE.matricule)
    others = {
        ins_index(b"x" * 32, JEANNE.oid, JEANNE.matricule),
        ins_index(KEY, "1.2.250.1.213.1.4.8", JEANNE.matricule),
        ins_index(KEY, JEANNE.oid, "242025199900486"),
        traits_index(KEY, JEANNE),
    }
    assert len(others | {index}) == 5


def test_strict_traits_are_birth_name_first_given_name_birth_date_and_sex() -> None:
    index = traits_index(KEY, JEANNE)
    assert (
        traits_index(KEY, replace(JEANNE, birth_name="le-goff", given_names=("Jeanne",), matricule="", oid="")) == index
    )
    for changed in (
        replace(JEANNE, birth_name="GOFF"),
        replace(JEANNE, given_names=("MARIE", "JEANNE")),
        replace(JEANNE, given_names=()),
        replace(JEANNE, birth_date="1942-03-02"),
        replace(JEANNE, sex="male"),
    ):
        assert traits_index(KEY, changed) != index
