"""The newcomers of the demonstration: announced once, each on the right card, Robert with his letter."""

from ens.credentials import contacts
from ens.enrolment import cards
from ens.gate.house import database, house
from ens.notify import services as outbox
from ens.policy.facts import SpaceState
from ens.registry import find, people, spaces
from ens.sandbox.cast import Person
from ens.sandbox.newcomers import INES, LOU, NEWCOMERS, ROBERT, TOM, card_of, settle_newcomers
from tests.cast import CAMILLE, SACHA, settle
from tests.databases import Database


def space_of(person: Person) -> int:
    row = people.find_by_ins(
        database(), find.ins_index(house().index_key, person.identity.oid, person.identity.matricule)
    )
    assert row is not None
    return row.space


def test_everybody_is_announced_once(fresh_database: Database) -> None:
    settle()
    for _ in range(2):
        settle_newcomers()
    states = [spaces.find_state(database(), space_of(each.person)) for each in NEWCOMERS]
    assert [state[0] for state in states if state] == [SpaceState.CREATED] * 3 + [SpaceState.ANNOUNCED]
    assert cards.find_spaces(card_of(INES, "ines")) == [space_of(INES)]
    assert cards.find_spaces(card_of(LOU, "ines")) == sorted((space_of(LOU), space_of(TOM)))
    assert cards.find_spaces(card_of(SACHA, "camille")) == [space_of(SACHA)]
    letters = [each.message for each in outbox.list_waiting(10) if each.message is not None]
    assert [message.lines[0] for message in letters] == [ROBERT.name]
    row = people.find_by_space(database(), space_of(CAMILLE))
    assert row is not None
    assert [each.value for each in contacts.list_contacts(row.number)] == [CAMILLE.email, "+33699001234", CAMILLE.name]
