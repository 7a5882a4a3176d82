"""The registry's rows: people by blind index, spaces with versions, the directory, tokens, quotas."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from ens.kernel import clock, ids
from ens.kernel.actors import ActorKind
from ens.registry import parties, people, quotas, spaces, tokens
from ens.registry.parties import Party
from ens.registry.people import Indexes, PersonRow
from ens.registry.spaces import SealedSharing
from ens.registry.tokens import Grant
from tests.databases import Database

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def space() -> int:
    number = ids.new_space()
    assert spaces.insert(connection, number, 3, 1)
    return number


def _indexes(byte: int, space: int) -> Indexes:
    return Indexes(bytes([byte]) * 8 + space.to_bytes(8, "big"), bytes(16))


def test_a_space_is_made_once_and_its_version_counts_every_change(space: int) -> None:
    assert not spaces.insert(connection, space, 3, 1)
    assert spaces.find_state(connection, space) == (3, 1)
    assert spaces.touch(connection, space, 1)
    assert not spaces.touch(connection, space, 1)
    assert spaces.touch(connection, space, 2)
    assert not spaces.touch(connection, ids.NOWHERE, 1)
    spaces.set_state(connection, space, 6)
    spaces.set_term(connection, space, 4)
    spaces.set_sharing(connection, space, SealedSharing(2, 4, b"sealed"))
    assert spaces.find_state(connection, space) == (6, 4)
    assert spaces.find_state(connection, ids.NOWHERE) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT sharing_version, sharing_term, sealed_sharing FROM space WHERE id = %s", [space])
        assert [bytes(each) if isinstance(each, memoryview) else each for each in cursor.fetchone()] == [
            2,
            4,
            b"sealed",
        ]


def test_spaces_in_a_state_are_listed_page_by_page(fresh_database: Database) -> None:
    for number, state in ((5, 7), (3, 7), (9, 7), (4, 3)):
        spaces.insert(connection, number, state, 1)
    assert spaces.list_in_state(connection, 7, -1, 2) == [3, 5]
    assert spaces.list_in_state(connection, 7, 5, 2) == [9]
    assert spaces.list_in_state(connection, 7, 9, 2) == []


def test_a_person_is_found_by_index_by_space_and_by_number(space: int) -> None:
    row = PersonRow(people.new_number(), space, 1, b"sealed")
    people.insert(connection, row, _indexes(1, space))
    assert people.find_by_ins(connection, _indexes(1, space).ins) == row
    assert people.find_by_space(connection, space) == row
    assert people.find_by_number(connection, row.number) == row
    assert people.find_by_ins(connection, _indexes(2, space).ins) is None
    people.delete(connection, space)
    assert people.find_by_ins(connection, _indexes(1, space).ins) is None
    assert people.find_by_space(connection, space) is None
    assert people.find_by_number(connection, row.number) is None


def test_one_ins_has_one_person(space: int) -> None:
    other = ids.new_space()
    spaces.insert(connection, other, 3, 1)
    people.insert(connection, PersonRow(people.new_number(), space, 1, b""), _indexes(3, space))
    with pytest.raises(IntegrityError):
        people.insert(connection, PersonRow(people.new_number(), other, 1, b""), _indexes(3, space))


def test_numbers_are_positive_and_not_repeated() -> None:
    drawn = {people.new_number() for _ in range(500)}
    assert len(drawn) == 500
    assert all(0 < number < 1 << 62 for number in drawn)


def test_a_line_of_the_directory_keeps_its_number_when_refreshed() -> None:
    identifier = f"8{people.new_number()}"
    first = Party(people.new_number(), ActorKind.PROFESSIONAL, identifier, "Dr Claire Martin", "10", "SM54")
    assert parties.save(connection, first) == first.number
    again = Party(people.new_number(), ActorKind.PROFESSIONAL, identifier, "Dr C. Martin", "10", "SM04", "SA07")
    assert parties.save(connection, again) == first.number
    found = parties.find(connection, identifier)
    assert found is not None
    assert (found.number, found.name, found.specialty, found.structure_type) == (
        first.number, "Dr C. Martin", "SM04", "SA07",
    )  # fmt: skip
    assert found.active
    parties.set_active(connection, first.number, active=False)
    suspended = parties.find(connection, identifier)
    assert suspended is not None
    assert not suspended.active
    assert parties.find(connection, "8nobody") is None


def test_a_token_is_stored_hashed_and_revoked_by_whoever_holds_it() -> None:
    grant = Grant(ActorKind.PERSON, 5, "patient/*.rs", clock.now() + timedelta(minutes=1))
    token = tokens.issue(connection, grant)
    with connection.cursor() as cursor:
        cursor.execute("SELECT scopes, purpose, revoked FROM token WHERE hash = %s", [tokens.hashed(token)])
        assert cursor.fetchone() == ("patient/*.rs", "TREAT", False)
    assert len(token) >= 43
    assert tokens.issue(connection, grant) != token
    assert tokens.revoke(connection, token)
    assert not tokens.revoke(connection, "unknown")


def test_tokens_long_expired_are_swept(fresh_database: Database) -> None:
    for hours in (-30, -25, -23, 1):
        tokens.issue(connection, Grant(ActorKind.PERSON, 5, "", clock.now() + timedelta(hours=hours)))
    assert tokens.sweep(connection) == 2
    assert tokens.sweep(connection) == 0


def test_a_quota_counts_by_party_and_subject() -> None:
    party, other = people.new_number(), people.new_number()
    assert [quotas.use(connection, party, "space_state") for _ in range(3)] == [1, 2, 3]
    assert quotas.use(connection, party, "export") == 1
    assert quotas.use(connection, other, "space_state") == 1
