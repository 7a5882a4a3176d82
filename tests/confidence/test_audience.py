"""« Qui peut voir ce document » names carers, teams, administrators and emergencies too, as the decision answers."""

import html

import pytest

from ens.gate.choices import Choices, make_choices
from ens.sharing import delegations, services
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller, new_structure
from tests.factories.documents import publish
from tests.factories.people import Holder, new_person


def panel(holder: Holder) -> tuple[str, str]:
    """Read the panel of a document: who can see it, who cannot."""
    listed = Browser(holder).text(f"{notebook_of(holder.space)}documents/")
    address = listed.partition("/documents/")[2]
    assert address
    document = next(part for part in listed.split('"') if "/documents/" in part and len(part) > 60)
    text = html.unescape(Browser(holder).text(document)).replace("\u00a0", " ")
    allowed, _, refused = text.partition("Qui peut voir ce document")[2].partition("Ne peuvent pas le voir")
    return allowed.partition("Qui l’a ouvert")[0], refused.partition("Qui l’a ouvert")[0]


@pytest.fixture
def kept(camille: Holder) -> Holder:
    """Camille with one document of a hospital."""
    publish(new_structure(), camille.identity, title="Compte rendu")
    return camille


def test_a_carer_and_a_team_are_told_with_their_reason(kept: Holder) -> None:
    carer, hospital = new_person(), new_structure()
    delegations.choose_carer(kept.visit, kept.space, carer.space)
    services.authorise(kept.visit, kept.space, hospital.number)
    allowed, refused = panel(kept)
    assert "Parce que vous avez choisi cette personne pour vous aider" in allowed
    assert f"L’équipe de soins de « {hospital.name} »" in allowed
    assert hospital.name not in refused
    delegations.dismiss_carer(kept.visit, kept.space, carer.space)
    assert "pour vous aider" not in panel(kept)[0]


def test_an_administrator_is_told_as_one(kept: Holder, nguyen: Caller) -> None:
    services.authorise(kept.visit, kept.space, nguyen.number)
    assert "administrateur" not in panel(kept)[0]
    services.trust(kept.visit, kept.space, nguyen.number, trusted=True)
    assert "Parce que c’est un administrateur de ce carnet" in panel(kept)[0]


@pytest.mark.parametrize(
    ("choices", "glass", "samu"),
    [
        (Choices(masks_new=False, regulation=True, break_glass=True), True, True),
        (Choices(masks_new=False, regulation=False, break_glass=True), True, False),
        (Choices(masks_new=False, regulation=True, break_glass=False), False, True),
    ],
)
def test_emergencies_are_told_as_the_switches_say(kept: Holder, choices: Choices, *, glass: bool, samu: bool) -> None:
    make_choices(kept.visit, kept.space, choices)
    allowed, refused = panel(kept)
    assert ("En urgence vitale, un médecin" in allowed) is glass
    assert ("Le médecin du Samu" in allowed) is samu
    assert ("Parce que les réglages du carnet refusent cet accès." in refused) is not (glass and samu)
