"""Rows of proofs: opened in their own place alone, unique where they must be, swept with the space."""

from ens.credentials import store
from ens.credentials.store import Holder, Kind
from ens.gate.house import database
from ens.kernel.ids import HOUSE
from ens.lifecycle.services import erase_space
from ens.registry.people import new_number
from tests.databases import Database
from tests.factories.people import new_person

BLIND = b"sixteen bytes..."


def test_an_agent_without_space_is_kept_under_the_houses_key(database: Database) -> None:
    agent = Holder(HOUSE, new_number())
    store.add(agent, Kind.TOTP, BLIND, b"key")
    assert [kept.plain for kept in store.list_held(agent.number, Kind.TOTP)] == [b"key"]


def test_a_mark_only_grows(anna: Holder) -> None:
    store.add(anna, Kind.TOTP, BLIND, b"key", 5)
    kept = store.list_held(anna.number, Kind.TOTP)[0]
    assert [store.raise_mark(kept, mark) for mark in (5, 4, 6, 6)] == [False, False, True, False]


def test_nobody_takes_what_is_somebody_elses(anna: Holder) -> None:
    name = store.add(anna, Kind.TOTP, BLIND, b"key")
    assert name is not None
    assert not store.take(anna.number + 1, name)
    assert store.take(anna.number, name)
    assert not store.take(anna.number, name)


def test_after_erasure_the_rows_are_swept(database: Database) -> None:
    person = new_person()
    store.add(Holder(person.space, person.number), Kind.TOTP, BLIND, b"key")
    erase_space(person.visit, person.space)
    assert store.list_held(person.number, Kind.TOTP) == []
    assert store.count(person.number, Kind.TOTP) == 1
    store.sweep()
    assert store.count(person.number, Kind.TOTP) == 0


def test_a_row_moved_to_somebody_else_does_not_open(anna: Holder) -> None:
    other = new_person()
    store.add(anna, Kind.TOTP, BLIND, b"key")
    with database().cursor() as cursor:
        cursor.execute("UPDATE credential SET number = %s WHERE number = %s", [other.number, anna.number])
    kept = store.list_held(other.number, Kind.TOTP)
    assert [each.holder.space for each in kept] == [anna.space], "the space stays that of its key"
