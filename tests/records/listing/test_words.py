"""How words are compared: as one looks for them."""

import pytest

from ens.records.listing.words import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Échographie", "echographie"),
        ("ŒDÈME", "oedeme"),
        ("œdème", "oedeme"),
        ("Dr Le Goff", "dr le goff"),
        ("l’œil", "l oeil"),
        ("l'oeil", "l oeil"),
        ("Straße", "strasse"),
        ("TSH\u00a0: bilan", "tsh : bilan"),
        ("Nguyễn", "nguyen"),
        ("", ""),
    ],
)
def test_accents_capitals_and_ligatures_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded
