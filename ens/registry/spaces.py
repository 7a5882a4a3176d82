"""The rows of spaces: state, version and the sealed sharing state. Every change raises the version."""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

_INSERT = Statement(
    "INSERT INTO space (id, state, key_term, sharing_term, sealed_sharing)"
    " VALUES ($1::int8, $2::int2, $3::int2, $3::int2, '') ON CONFLICT (id) DO NOTHING"
)
_TOUCH = Statement("UPDATE space SET version = version + 1 WHERE id = $1::int8 AND version = $2::int8")
_SET_STATE = Statement("UPDATE space SET state = $2::int2 WHERE id = $1::int8")
_SET_TERM = Statement("UPDATE space SET key_term = $2::int2 WHERE id = $1::int8")
_SET_SHARING = Statement(
    "UPDATE space SET sharing_version = $2::int4, sharing_term = $3::int2, sealed_sharing = $4::bytea"
    " WHERE id = $1::int8"
)
_IN_STATE = Statement("SELECT id FROM space WHERE state = $1::int2 AND id > $2::int8 ORDER BY id LIMIT $3::int4")
_STATE = Statement("SELECT state, key_term FROM space WHERE id = $1::int8")


@dataclass(frozen=True, slots=True)
class SealedSharing:
    """A sharing state ready to be stored: its version, and the term of the key that sealed it."""

    version: int
    term: int
    sealed: bytes


def insert(connection: BaseDatabaseWrapper, space: int, state: int, term: int) -> bool:
    """Store a new space, its sharing state still to be set; False when the number is taken."""
    return _INSERT.run(connection, space, state, term) == 1


def touch(connection: BaseDatabaseWrapper, space: int, seen: int) -> bool:
    """Raise the version of a space: waits for the acts in flight and makes later ones decide again.

    Every change of state, keys or sharing begins with it; False when the version is not the one seen any more.
    """
    return _TOUCH.run(connection, space, seen) == 1


def set_state(connection: BaseDatabaseWrapper, space: int, state: int) -> None:
    """Change the state of a space that this transaction has touched."""
    _SET_STATE.run(connection, space, state)


def set_term(connection: BaseDatabaseWrapper, space: int, term: int) -> None:
    """Make a space that this transaction has touched use another key term for what is written from now on."""
    _SET_TERM.run(connection, space, term)


def set_sharing(connection: BaseDatabaseWrapper, space: int, sharing: SealedSharing) -> None:
    """Set the sharing state of a space that this transaction has made or touched."""
    _SET_SHARING.run(connection, space, sharing.version, sharing.term, sharing.sealed)


def find_state(connection: BaseDatabaseWrapper, space: int) -> tuple[int, int] | None:
    """Find the state and the key term of a space."""
    row = _STATE.one(connection, space)
    return None if row is None else (row[0], row[1])


def list_in_state(connection: BaseDatabaseWrapper, state: int, after: int, limit: int) -> list[int]:
    """List the numbers of the spaces in a state, in order, from after one of them."""
    return [row[0] for row in _IN_STATE.all(connection, state, after, limit)]
