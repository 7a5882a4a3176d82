"""What a version changed, in words."""

import pytest
from msgspec.structs import replace

from ens.policy.facts import Flag, Header
from ens.records.sentences.versions import tell_changes

BEFORE = Header("DocumentReference", 5, 6, 7, title="Bilan", category="BIOLOGIE")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Détails complétés."),
        ({"title": "Autre"}, "Titre modifié."),
        ({"date": 4}, "Date modifiée."),
        ({"precision": 1}, "Date modifiée."),
        ({"category": "CPT_REND"}, "Catégorie modifiée."),
        ({"flags": Flag.MASKED}, "Visibilité modifiée."),
        ({"flags": Flag.HIDDEN_FROM_REPRESENTATIVES}, "Visibilité modifiée."),
        ({"title": "Autre", "date": 4}, "Titre et date modifiés."),
        ({"date": 4, "category": "CPT_REND"}, "Date et catégorie modifiées."),
        ({"title": "Autre", "date": 4, "category": "CPT_REND"}, "Titre, date et catégorie modifiés."),
        ({"flags": Flag.SUPERSEDED}, "Remplacé par un autre document."),
        ({"title": "Autre", "flags": Flag.SUPERSEDED}, "Titre modifié. Remplacé par un autre document."),
    ],
)
def test_a_version_says_what_it_changed(changed: dict[str, object], said: str) -> None:
    assert tell_changes(BEFORE, replace(BEFORE, **changed)) == said


def test_the_first_one_is_the_arrival() -> None:
    assert tell_changes(None, BEFORE) == "Arrivée du document."


def test_what_was_announced_is_said() -> None:
    assert tell_changes(replace(BEFORE, flags=int(Flag.NOT_ANNOUNCED)), BEFORE) == "Annoncé par un professionnel."


def test_what_was_replaced_before_is_not_said_again() -> None:
    old = replace(BEFORE, flags=int(Flag.SUPERSEDED))
    assert tell_changes(old, replace(old, title="Autre")) == "Titre modifié."
