"""The rows of people: an opaque number, blind indexes and a sealed identity."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

_INSERT = Statement(
    "INSERT INTO person (number, space_id, ins_index, traits_index, key_term, sealed_identity)"
    " VALUES ($1::int8, $2::int8, $3::bytea, $4::bytea, $5::int2, $6::bytea)"
)
_BY_INS = Statement("SELECT number, space_id, key_term, sealed_identity FROM person WHERE ins_index = $1::bytea")
_BY_TRAITS = Statement(
    "SELECT number, space_id, key_term, sealed_identity FROM person WHERE traits_index = $1::bytea"
    " ORDER BY number LIMIT $2::int4"
)
_BY_SPACE = Statement("SELECT number, space_id, key_term, sealed_identity FROM person WHERE space_id = $1::int8")
_BY_SPACES = Statement(
    "SELECT number, space_id, key_term, sealed_identity FROM person WHERE space_id = ANY($1::int8[])"
)
_BY_NUMBER = Statement("SELECT number, space_id, key_term, sealed_identity FROM person WHERE number = $1::int8")
_BY_TOKEN = Statement(
    "SELECT p.number, p.space_id, p.key_term, p.sealed_identity FROM token t JOIN person p ON p.number = t.number"
    " WHERE t.hash = $1::bytea"
)
_AFTER = Statement("SELECT number, space_id FROM person WHERE number > $1::int8 ORDER BY number LIMIT $2::int8")
_DELETE = Statement("DELETE FROM person WHERE space_id = $1::int8")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as stored; the identity opens only under the key of her space."""

    number: int
    space: int
    key_term: int
    sealed_identity: bytes


@dataclass(frozen=True, slots=True)
class Indexes:
    """The two blind indexes of a person, 16 bytes each."""

    ins: bytes
    traits: bytes


def new_number() -> int:
    """Draw an opaque number for a person or a party; 62 random bits, unique over all kinds of actors."""
    return secrets.randbits(62) or new_number()


def insert(connection: BaseDatabaseWrapper, row: PersonRow, indexes: Indexes) -> None:
    """Store a person; raises IntegrityError when the INS is known already."""
    _INSERT.run(connection, row.number, row.space, indexes.ins, indexes.traits, row.key_term, row.sealed_identity)


def find_by_ins(connection: BaseDatabaseWrapper, index: bytes) -> PersonRow | None:
    """Find the person of a blind INS index."""
    row = _BY_INS.one(connection, index)
    return None if row is None else PersonRow(*row)


def list_by_traits(connection: BaseDatabaseWrapper, index: bytes, limit: int) -> list[PersonRow]:
    """List the people of a blind index of strict traits: most often one, seldom two."""
    return [PersonRow(*row) for row in _BY_TRAITS.all(connection, index, limit)]


def find_by_space(connection: BaseDatabaseWrapper, space: int) -> PersonRow | None:
    """Find the person whose space this is."""
    row = _BY_SPACE.one(connection, space)
    return None if row is None else PersonRow(*row)


def list_by_spaces(connection: BaseDatabaseWrapper, spaces: Sequence[int]) -> list[PersonRow]:
    """List the people whose spaces these are, in no order."""
    return [PersonRow(*row) for row in _BY_SPACES.all(connection, list(spaces))]


def find_by_number(connection: BaseDatabaseWrapper, number: int) -> PersonRow | None:
    """Find a person by her opaque number."""
    row = _BY_NUMBER.one(connection, number)
    return None if row is None else PersonRow(*row)


def find_by_token(connection: BaseDatabaseWrapper, token_hash: bytes) -> PersonRow | None:
    """Find the person who holds a token; whether the token is still valid is for the gate to say."""
    row = _BY_TOKEN.one(connection, token_hash)
    return None if row is None else PersonRow(*row)


def list_after(connection: BaseDatabaseWrapper, number: int, limit: int) -> list[tuple[int, int]]:
    """List the next persons by their opaque numbers, each with her space."""
    return [(row[0], row[1]) for row in _AFTER.all(connection, number, limit)]


def delete(connection: BaseDatabaseWrapper, space: int) -> None:
    """Forget the person of an erased space: her indexes and her sealed identity."""
    _DELETE.run(connection, space)
