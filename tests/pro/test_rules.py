"""Which names a professional means when she looks for a patient of hers."""

import pytest

from ens.pro.rules import bears

NAME = "Élise Le Goff-Diallo"


@pytest.mark.parametrize("typed", ["elise", "GOFF", "diallo él", "le goff", "goff-dia", "Elise  Le Goff Diallo"])
def test_every_word_typed_begins_a_word_of_the_name(typed: str) -> None:
    assert bears(typed, NAME)


@pytest.mark.parametrize("typed", ["lise", "elise martin", "oeuf", "d’iallo", "goffd"])
def test_a_word_that_begins_none_finds_nobody(typed: str) -> None:
    assert not bears(typed, NAME)
