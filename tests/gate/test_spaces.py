"""The acts on a space as a whole: opening once, ruling by its owner alone, closing, erasing, rotating."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from ens.gate import people, spaces
from ens.gate.facts import Visit, again
from ens.gate.house import database, house
from ens.journal.entry import Outcome
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import Conflict, Invalid, NotFound, Refused
from ens.kernel.ids import HOUSE, NOWHERE
from ens.lifecycle import services as lifecycle
from ens.policy.facts import Sharing, SpaceState
from ens.registry import people as registry
from ens.registry import spaces as rows
from ens.sharing import services as sharing
from ens.vault.keyring import UnknownTerm
from tests.databases import Database
from tests.factories.callers import Caller
from tests.factories.documents import Sheet, deposit, read, resource_of
from tests.factories.journal import count, entries, last
from tests.factories.people import Holder, new_identity, new_person


def test_a_new_space_begins_with_its_own_entry(camille: Holder) -> None:
    (first,) = entries(camille.space)
    assert (first.action, first.outcome, first.reasons) == (
        "lifecycle:space:create", Outcome.ALLOWED, ("operation",),
    )  # fmt: skip
    assert first.actor_identifier == "ens"
    assert rows.find_state(database(), camille.space) == (SpaceState.ACTIVATED, 1)


def test_one_person_has_one_space(monkeypatch: pytest.MonkeyPatch) -> None:
    identity = new_identity()
    opened = spaces.open_space(identity)
    assert rows.find_state(database(), opened.space) == (SpaceState.CREATED, 1)
    monkeypatch.setattr(type(house().keys), "create", None)  # no key is drawn for who has a space
    with pytest.raises(Conflict) as told:
        spaces.open_space(identity)
    assert told.value.reasons == ("ins_known",)


def test_two_openings_at_once_leave_one_space(monkeypatch: pytest.MonkeyPatch) -> None:
    identity, real = new_identity(), house().keys.create
    results: list[object] = []
    together, made = threading.Barrier(2, timeout=10), []

    def create(space: int) -> Any:
        keyring = real(space)
        made.append(space)
        together.wait()
        return keyring

    def work() -> None:
        try:
            results.append(spaces.open_space(identity).space)
        except Conflict as error:
            results.append(error.reasons)
        finally:
            connections.close_all()

    monkeypatch.setattr(type(house().keys), "create", lambda _self, space: create(space))
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    winner = people.resolve(identity.oid, identity.matricule)
    assert sorted(results, key=str) == sorted([winner, ("ins_known",)], key=str)
    (loser,) = set(made) - {winner}
    assert house().keys.keyring(loser, 1) is None
    assert rows.find_state(database(), loser) is None


def _row(space: int) -> tuple[object, ...]:
    with database().cursor() as cursor:
        cursor.execute("SELECT * FROM space WHERE id = %s", [space])
        return tuple(cursor.fetchone())


@pytest.mark.parametrize(("lost", "reason"), [(False, "key_exists"), (True, "space_taken")])
def test_a_number_drawn_twice_gives_nobody_the_space_of_another(
    camille: Holder, monkeypatch: pytest.MonkeyPatch, lost: bool, reason: str
) -> None:
    """Not even where the key store is older than the data and knows nothing of Camille's key any more."""
    before, identity = (_row(camille.space), count("entry", camille.space)), new_identity()
    if lost:
        with house().keys.file.writing() as store:
            store.execute("DELETE FROM space_key WHERE space = ?", (camille.space,))
        house().keys.evict(camille.space)
    monkeypatch.setattr(ids, "new_space", lambda: camille.space)
    with pytest.raises(Conflict) as told:
        spaces.open_space(identity)
    assert told.value.reasons == (reason,)
    assert (_row(camille.space), count("entry", camille.space)) == before
    assert people.resolve(camille.identity.oid, camille.identity.matricule) == camille.space
    assert people.resolve(identity.oid, identity.matricule) == NOWHERE


UNDOABLE: dict[str, Callable[[Holder], object]] = {
    "opening": lambda _: spaces.open_space(new_identity()),
    "ruling": lambda holder: sharing.authorise(holder.visit, holder.space, 5),
    "depositing": lambda holder: deposit(holder.caller, holder.space),
}


@pytest.mark.parametrize("act", UNDOABLE)
def test_no_act_is_part_of_something_larger_that_may_still_be_undone(camille: Holder, act: str) -> None:
    before = count("entry", camille.space)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        UNDOABLE[act](camille)
    assert count("entry", camille.space) == before


def test_the_house_is_opened_once() -> None:
    before = count("entry", HOUSE)
    spaces.open_house()
    assert count("entry", HOUSE) == before


def test_the_house_is_opened_for_good(fresh_database: Database) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        spaces.open_house()
    assert rows.find_state(database(), HOUSE) is None
    spaces.open_house()
    assert rows.find_state(database(), HOUSE) == (SpaceState.ACTIVATED, 1)


RULINGS = {
    "authorise": lambda visit, space: sharing.authorise(visit, space, 5),
    "withdraw": lambda visit, space: sharing.withdraw(visit, space, 5),
    "block": lambda visit, space: sharing.block(visit, space, 5),
    "unblock": lambda visit, space: sharing.unblock(visit, space, 5),
    "treating": lambda visit, space: sharing.choose_treating(visit, space, 5),
    "close": lifecycle.close_space,
    "erase": lifecycle.erase_space,
}


@pytest.mark.parametrize("ruling", RULINGS)
def test_nobody_but_camille_rules_her_space(camille: Holder, martin: Caller, ruling: str) -> None:
    before = rows.find_state(database(), camille.space)
    manager = martin.holding("user/*.cruds ens/manage")
    for caller in (manager, new_person().caller):
        with pytest.raises(NotFound):
            RULINGS[ruling](caller.visit, camille.space)
        assert (last(camille.space).outcome, last(camille.space).actor_number) == (Outcome.REFUSED, caller.number)
    with pytest.raises(Refused) as told:
        RULINGS[ruling](camille.caller.holding("patient/*.cruds").visit, camille.space)
    assert told.value.reasons == ("scope",)
    assert rows.find_state(database(), camille.space) == before


@pytest.mark.parametrize("ruling", RULINGS)
def test_every_ruling_raises_the_version_by_one_and_is_written_down(camille: Holder, ruling: str) -> None:
    before, counted = _version(camille.space), count("entry", camille.space)
    RULINGS[ruling](camille.visit, camille.space)
    assert _version(camille.space) == before + 1
    assert count("entry", camille.space) == counted + 1


def _version(space: int) -> int:
    with database().cursor() as cursor:
        cursor.execute("SELECT version FROM space WHERE id = %s", [space])
        return int(cursor.fetchone()[0])


def test_the_sharing_states_of_a_space_are_numbered_one_by_one(camille: Holder) -> None:
    seen = []
    for number in (5, 6, 7):
        sharing.authorise(camille.visit, camille.space, number)
        with database().cursor() as cursor:
            cursor.execute("SELECT sharing_version FROM space WHERE id = %s", [camille.space])
            seen.append(cursor.fetchone()[0])
    assert seen == [2, 3, 4]


def test_who_the_person_was_is_forgotten_when_her_space_is_erased_and_not_before(camille: Holder) -> None:
    def find() -> tuple[int, bool]:
        row = registry.find_by_space(database(), camille.space)
        return people.resolve(camille.identity.oid, camille.identity.matricule), row is not None

    lifecycle.close_space(camille.visit, camille.space)
    assert find() == (camille.space, True)
    lifecycle.erase_space(camille.visit, camille.space)
    assert find() == (NOWHERE, False)


def test_the_house_closes_and_erases(camille: Holder) -> None:
    lifecycle.close_space(Visit(actor=SYSTEM), camille.space)
    assert last(camille.space).reasons == ("operation",)
    lifecycle.erase_space(Visit(actor=SYSTEM), camille.space)
    assert rows.find_state(database(), camille.space) == (SpaceState.ERASED, 1)


def test_rotations_are_numbered_and_end_with_the_space(camille: Holder) -> None:
    document = deposit(camille.caller, camille.space)
    assert [spaces.rotate(camille.space) for _ in range(3)] == [2, 3, 4]
    assert rows.find_state(database(), camille.space) == (SpaceState.ACTIVATED, 4)
    assert read(camille.caller, document) == resource_of(Sheet())
    lifecycle.erase_space(camille.visit, camille.space)
    with pytest.raises(Conflict) as told:
        spaces.rotate(camille.space)
    assert told.value.reasons == ("space_erased",)


def test_a_closed_space_is_not_rotated(camille: Holder) -> None:
    lifecycle.close_space(camille.visit, camille.space)
    with pytest.raises(Refused):
        spaces.rotate(camille.space)
    assert rows.find_state(database(), camille.space) == (SpaceState.CLOSED, 1)


def test_the_sharing_state_survives_rotation(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    spaces.rotate(camille.space)
    assert read(martin, document)
    sharing.withdraw(camille.visit, camille.space, martin.number)
    with pytest.raises(NotFound):
        read(martin, document)


def test_a_space_that_never_holds_still_is_a_conflict_after_three_tries() -> None:
    tries: list[int] = []

    def attempt() -> None:
        tries.append(1)

    with pytest.raises(Conflict) as told:
        again(attempt)
    assert (told.value.reasons, len(tries)) == (("space_changed",), 3)


def test_a_key_rotated_in_between_is_tried_again() -> None:
    tries: list[int] = []

    def attempt() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise UnknownTerm
        return "done"

    assert again(attempt) == "done"


def test_a_ruling_that_the_rules_refuse_leaves_only_the_failure(camille: Holder) -> None:
    before, counted = _row(camille.space), count("entry", camille.space)

    def refuse(_: Sharing) -> Sharing:
        raise Invalid

    with pytest.raises(Invalid):
        spaces.change_sharing(camille.visit, camille.space, Action.SHARING_AUTHORISATION_GIVE, refuse)
    assert (_row(camille.space), count("entry", camille.space)) == (before, counted + 1)
    entry = last(camille.space)
    assert (entry.outcome, entry.reasons, entry.action) == (Outcome.FAILED, ("invalid",), "sharing:authorisation:give")


def test_an_act_nobody_has_a_right_to_changes_nothing(camille: Holder, nguyen: Caller) -> None:
    with pytest.raises(NotFound):
        spaces.change_state(nguyen.visit, camille.space, Action.RECORDS_ITEM_READ, SpaceState.CLOSED)
    assert rows.find_state(database(), camille.space) == (SpaceState.ACTIVATED, 1)
