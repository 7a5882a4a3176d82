"""Camille invites Sacha's other parent, who alone can answer; each steps down herself, and majority ends it all."""

import html
import re
from typing import Any

import pytest

from ens.gate import spaces
from ens.gate.facts import Visit, look
from ens.gate.history import list_entries
from ens.gate.house import database
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.notify import services as outbox
from ens.policy.facts import Sharing
from ens.sharing import delegations, family
from tests.factories.browser import Browser, notebook_of
from tests.factories.people import Holder, new_child, new_person

pytestmark = pytest.mark.threat("T-68")

ANSWER = "/mon-compte/aider/"
SWORN = {"geste": "accepter", "honneur": "oui"}
WRONG = {"nom": "DUPONT", "prenom": "Zoé", "naissance-jour": "1", "naissance-annee": "1985", "numero": "1" * 15}


@pytest.fixture(autouse=True)
def posted(settings: Any) -> None:
    """Let messages wait in the outbox."""
    settings.ENS_DEMONSTRATION = True


@pytest.fixture
def camille(database: object) -> Holder:
    return new_person()


@pytest.fixture
def father(camille: Holder) -> Holder:
    return new_person(birth_date="1982-05-30")


@pytest.fixture
def sacha(camille: Holder) -> Holder:
    child = new_child()
    delegations.declare_representative(child.space, camille.space)
    return child


def helpers(child: Holder) -> str:
    return f"{notebook_of(child.space)}confidentialite/proches/"


def traits(who: Holder) -> dict[str, str]:
    year, month, day = who.identity.birth_date.split("-")
    name = {"nom": who.identity.birth_name.lower(), "prenom": who.identity.first_given_name, "joindre": "b@exemple.fr"}
    born = {"naissance-jour": day, "naissance-mois": month, "naissance-annee": year}
    return {**name, **born, "numero": who.identity.matricule}


def invite(inviter: Holder, child: Holder, other: Holder, **changes: str) -> str:
    """Invite the other parent, and give the code that the message holds; nothing when none left."""
    before = {waiting.id for waiting in outbox.list_waiting(500)}
    page = f"{helpers(child)}representant/"
    Browser(inviter).submit(page, page, **(traits(other) | changes))
    new = [each.message for each in outbox.list_waiting(500) if each.id not in before and each.message]
    found = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", new[0].body) if new else None
    return found[0] if found else ""


def answer(who: Holder, code: str, **said: str) -> int:
    return Browser(who).submit(ANSWER, ANSWER, code=code, **(said or SWORN)).status_code


def enters(who: Holder, child: Holder) -> bool:
    return Browser(who).get(notebook_of(child.space)).status_code == 200


def text(who: Holder, path: str) -> str:
    return html.unescape(Browser(who).text(path)).replace("\u00a0", " ")


def sharing_of(child: Holder) -> Sharing:
    return look(Visit(actor=SYSTEM), child.space).sharing


def test_the_other_parent_is_invited_swears_and_comes_in_until_the_day_of_majority(
    camille: Holder, father: Holder, sacha: Holder
) -> None:
    code = invite(camille, sacha, father)
    assert "représentant légal invité" in text(camille, helpers(sacha))
    assert answer(father, code, geste="voir") == 200
    assert answer(father, code, geste="accepter") == 200, "asked for her word of honour"
    assert not enters(father, sacha)
    assert answer(father, code) == 303
    assert enters(father, sacha)
    ends = sharing_of(sacha).representatives
    assert set(ends) == {camille.number, father.number}
    assert len(set(ends.values())) == 1
    assert "Représentation légale par" in text(camille, f"{notebook_of(sacha.space)}documents/")
    acts = {line.entry.action for line in list_entries(sacha.visit, sacha.space, None, 50) if line.entry}
    assert acts >= {Action.SHARING_REPRESENTATION_INVITE, Action.SHARING_REPRESENTATION_DECLARE}


def test_nobody_else_can_answer_with_that_code(camille: Holder, father: Holder, sacha: Holder) -> None:
    code = invite(camille, sacha, father)
    twin = new_person(birth_date="1982-05-30")  # of the same names, born the same day
    assert answer(twin, code) == 422
    assert "Sacha" not in Browser(twin).text(ANSWER)
    assert not enters(twin, sacha)
    assert answer(father, code) == 303


@pytest.mark.parametrize("wrong", WRONG)
def test_one_wrong_trait_makes_it_somebody_else_s(camille: Holder, father: Holder, sacha: Holder, wrong: str) -> None:
    code = invite(camille, sacha, father, **{wrong: WRONG[wrong]})
    assert not code or answer(father, code) == 422
    assert not enters(father, sacha)


def test_two_at_most_and_an_invitation_counts(camille: Holder, father: Holder, sacha: Holder) -> None:
    code = invite(camille, sacha, father)
    assert "Inviter l’autre représentant légal" not in text(camille, helpers(sacha))
    assert not invite(camille, sacha, new_person())
    assert answer(father, code) == 303
    assert not invite(father, sacha, new_person())


def test_an_invitation_waits_again_when_somebody_else_came_first(
    camille: Holder, father: Holder, sacha: Holder
) -> None:
    code = invite(camille, sacha, father)
    delegations.declare_representative(sacha.space, new_person().space)
    assert answer(father, code) == 422
    assert not enters(father, sacha)
    assert answer(father, code, geste="refuser") == 303


def test_who_refuses_comes_not_in_and_the_code_is_used_up(camille: Holder, father: Holder, sacha: Holder) -> None:
    code = invite(camille, sacha, father)
    assert answer(father, code, geste="refuser") == 303
    assert answer(father, code) == 422
    assert not enters(father, sacha)


def test_an_invitation_ends_after_seven_days_and_can_be_taken_back(
    camille: Holder, father: Holder, sacha: Holder
) -> None:
    code = invite(camille, sacha, father)
    with database().cursor() as cursor:
        cursor.execute("UPDATE invitation SET until = now() - interval '1 second'")
    assert answer(father, code) == 422
    code = invite(camille, sacha, father)
    found = re.search(r'name="invitation" value="([0-9a-f]+)"', Browser(camille).text(helpers(sacha)))
    assert found is not None
    page = helpers(sacha)
    assert Browser(camille).submit(page, page, geste="annuler", invitation=found[1]).status_code == 303
    assert answer(father, code) == 422


def test_neither_a_minor_nor_a_stranger_nor_a_person_of_age_invites(camille: Holder, father: Holder) -> None:
    child = new_child(16)
    delegations.declare_representative(child.space, camille.space)
    for who, whose in ((child, child), (father, child), (camille, camille)):
        page = f"{helpers(whose)}representant/"
        assert Browser(who).get(page).status_code == 404


def test_each_steps_down_by_herself_and_the_last_one_stays(camille: Holder, father: Holder, sacha: Holder) -> None:
    page = helpers(sacha)
    assert answer(father, invite(camille, sacha, father)) == 303
    leaving = {"geste": "ne-plus-representer"}
    assert Browser(father).submit(page, page, **leaving).status_code == 200, "asked to confirm"
    assert enters(father, sacha)
    assert Browser(father).submit(page, page, **leaving, confirme="oui").status_code == 303
    assert not enters(father, sacha)
    assert enters(camille, sacha)
    assert "Fin de la représentation légale" in text(camille, f"{notebook_of(sacha.space)}documents/")
    assert Browser(camille).submit(page, page, **leaving, confirme="oui").status_code == 409
    assert enters(camille, sacha)


def test_majority_ends_both_to_the_second(camille: Holder, father: Holder, sacha: Holder) -> None:
    assert answer(father, invite(camille, sacha, father)) == 303
    end = sharing_of(sacha).representatives[father.number]
    spaces.change_sharing(
        Visit(actor=SYSTEM),
        sacha.space,
        Action.SHARING_REPRESENTATION_DECLARE,
        lambda old: family.be_represented(old, father.number, end - 10**9, 0),
    )
    assert not enters(father, sacha)
    assert enters(camille, sacha)
