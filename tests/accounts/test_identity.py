"""The identity card: what every carer knows her by, for herself alone, and written down like every look at it."""

from datetime import date

import pytest

from ens.accounts.rules import traits_of, write_matricule
from ens.gate.history import list_entries
from ens.kernel.actions import Action
from tests.factories.browser import Browser
from tests.factories.people import Holder, new_identity


def test_camille_reads_her_number_and_her_traits(camille: Holder) -> None:
    text = Browser(camille).text("/mon-compte/identite/")
    for said in (write_matricule(camille.identity.matricule), "ESSAI", "Anna, Élise", "29 février 1984", "féminin"):
        assert said.replace(" ", "\u00a0") in text.replace(" ", "\u00a0")
    assert "INS de test" in text


def test_the_look_is_in_her_history(camille: Holder) -> None:
    Browser(camille).text("/mon-compte/identite/")
    found = [line.entry for line in list_entries(camille.visit, camille.space, None, 5) if line.entry]
    assert Action.REGISTRY_PERSON_READ in {each.action for each in found}


@pytest.mark.parametrize(
    ("matricule", "written"),
    [("284025199912345", "2 84 02 51 999 123 45"), ("2840251999123", "2 84 02 51 999 123"), ("", "")],
)
def test_a_number_is_cut_where_one_cuts_it_in_reading(matricule: str, written: str) -> None:
    assert write_matricule(matricule).replace("\u00a0", " ") == written


def test_a_card_says_the_strict_traits_and_nothing_else() -> None:
    said = dict(traits_of(new_identity(), date.isoformat))
    assert list(said) == ["Matricule", "Registre", "Nom", "Prénoms", "Sexe", "Naissance", "Lieu"]
    assert said["Naissance"] == "1984-02-29"
