"""What happens before anybody is inside is written down: with the person concerned, or in the house's own history."""

from typing import Any

import pytest

from ens.gate import doorstep
from ens.gate.history import list_entries
from ens.journal import append as journal
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.kernel.ids import HOUSE, NOWHERE
from ens.registry import people
from tests.factories.journal import count, entries, house_entries
from tests.factories.people import Holder


def test_camille_finds_her_own_sign_in(camille: Holder) -> None:
    actor = Actor(ActorKind.PERSON, camille.number)
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, camille.space, actor, right="own_space", detail="FranceConnect")
    found = [line.entry for line in list_entries(camille.visit, camille.space, None, 10) if line.entry is not None]
    noted = next(entry for entry in found if entry.action == Action.ACCOUNTS_SESSION_OPEN)
    assert (noted.outcome, noted.actor_number, noted.detail) == (Outcome.ALLOWED, camille.number, "FranceConnect")
    assert noted.reasons == ("own_space",)


def test_what_nobody_in_particular_did_the_house_did(camille: Holder) -> None:
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, camille.space)
    noted = entries(camille.space)[-1]
    assert (noted.outcome, noted.reasons, noted.actor_kind) == (Outcome.ALLOWED, (), ActorKind.SYSTEM)


def test_who_is_refused_after_a_proof_is_named(camille: Holder) -> None:
    doorstep.note(
        Action.ACCOUNTS_SESSION_OPEN,
        camille.space,
        Actor(ActorKind.PERSON, camille.number),
        refused="suspended",
        right="own_space",
    )
    noted = entries(camille.space)[-1]
    assert (noted.outcome, noted.reasons, noted.actor_number) == (Outcome.REFUSED, ("suspended",), camille.number)


def test_a_knock_where_nobody_lives_stands_in_the_history_of_the_house() -> None:
    number = people.new_number()
    for space in (HOUSE, NOWHERE):
        doorstep.note(
            Action.ACCOUNTS_SESSION_OPEN, space, Actor(ActorKind.PROFESSIONAL, number), refused="unknown_identity"
        )
    assert [(each.space, each.reasons) for each in house_entries(number)] == [(HOUSE, ("unknown_identity",))] * 2
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, actor=Actor(ActorKind.PROFESSIONAL, number), right="smart_card")
    assert [each.outcome for each in house_entries(number)][-1] == Outcome.ALLOWED


def test_a_sign_in_is_noted_even_when_the_space_changes_that_very_moment(
    camille: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, before = [1, 2], count("entry", camille.space)

    def append(connection: Any, sealer: Any, entry: Any, seen: int | None) -> Any:
        if left:
            left.pop()
            return None  # as the journal answers when the version is no longer the one seen
        return journal.append(connection, sealer, entry, seen)

    monkeypatch.setattr(doorstep, "append", append)
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, camille.space)
    assert (left, count("entry", camille.space)) == ([], before + 1)


def test_camille_finds_who_failed_to_come_in_as_her(camille: Holder) -> None:
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, camille.space, refused="wrong_proof")
    found = [line.entry for line in list_entries(camille.visit, camille.space, None, 10) if line.entry is not None]
    noted = next(entry for entry in found if entry.action == Action.ACCOUNTS_SESSION_OPEN)
    assert (noted.outcome, noted.reasons, noted.actor_kind) == (Outcome.REFUSED, ("wrong_proof",), ActorKind.STRANGER)
