"""Invitations to help or to represent somebody: a secret that was sent, kept hashed, good once and for seven days.

Sixty bits, written as twelve letters and figures that are not mistaken for each other. What an invitation says is
sealed under the key of the space that it opens; no row says who is invited.
"""

import os
import secrets as chance
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from ens.gate import secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.ids import ITEM_BYTES
from ens.postgres.statements import Statement

DAYS: Final = 7
WAITING: Final = 20  # of one space, at most
_SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH: Final = 12
_KEEP: Final = Statement(
    "INSERT INTO invitation (id, space_id, hash, until, key_term, sealed)"
    " VALUES ($1::bytea, $2::int8, $3::bytea, $4::timestamptz, $5::int2, $6::bytea)"
)
_COLUMNS: Final = "SELECT id, space_id, hash, until, key_term, sealed FROM invitation"
_FIND: Final = Statement(f"{_COLUMNS} WHERE hash = $1::bytea AND until > $2::timestamptz")
_LIST: Final = Statement(
    f"{_COLUMNS} WHERE space_id = $1::int8 AND until > $2::timestamptz ORDER BY until, id LIMIT {WAITING}"
)
_TAKE: Final = Statement("DELETE FROM invitation WHERE id = $1::bytea")
_SWEEP: Final = Statement("DELETE FROM invitation WHERE until < now()")


class Traits(msgspec.Struct, frozen=True, array_like=True):
    """Who alone may answer: birth name and first given name in plain capitals, ISO birth date, 13 of her number."""

    birth_name: str
    given_name: str
    birth_date: str
    matricule: str


class Invitation(msgspec.Struct, frozen=True, array_like=True):
    """What was said to whom: a name and where it was sent, as its sender typed them, and for how long.

    `traits` name the one who is invited to represent a minor, and `by` who invites; a carer is named by nothing but the
    secret.
    """

    name: str
    to: str
    seconds: int
    traits: Traits | None = None
    by: int = 0


class Kept(NamedTuple):
    """An invitation that waits for an answer."""

    id: bytes
    space: int
    hash: bytes
    until: datetime
    said: Invitation
    sealed: Sealed

    @property
    def public(self) -> str:
        """Name it in a form."""
        return self.id.hex()


def keep(space: int, said: Invitation) -> str:
    """Keep an invitation, and give the secret that answers it: nobody reads it back from here."""
    code, name = "".join(chance.choice(_SIGNS) for _ in range(_LENGTH)), os.urandom(ITEM_BYTES)
    sealed = secrets.seal(space, name, msgspec.msgpack.encode(said))
    until = clock.now() + timedelta(days=DAYS)
    _KEEP.run(database(), name, space, _hash(code), until, *sealed)
    return "-".join(code[at : at + 4] for at in range(0, _LENGTH, 4))


def find(typed: str) -> Kept | None:
    """Find the invitation that a secret answers, if it has not ended."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    row = _FIND.one(database(), _hash(code), clock.now()) if len(code) == _LENGTH else None
    return None if row is None else next(_opened([row]), None)


def list_of(space: int) -> list[Kept]:
    """List the invitations of a space that wait for an answer."""
    return list(_opened(_LIST.all(database(), space, clock.now())))


def take(kept: Kept) -> bool:
    """Use an invitation: of two at once, one gets True."""
    return _TAKE.run(database(), kept.id) == 1


def give_back(kept: Kept) -> None:
    """Let an invitation wait again: what it was used for did not come about."""
    _KEEP.run(database(), kept.id, kept.space, kept.hash, kept.until, *kept.sealed)


def sweep() -> int:
    """Forget the invitations that have ended; returns how many."""
    return _SWEEP.run(database())


def _hash(code: str) -> bytes:
    return secrets.blind("invitation", code)


def _opened(rows: list[tuple[bytes, int, bytes, datetime, int, bytes]]) -> Iterator[Kept]:
    for name, space, hashed, until, term, value in rows:
        sealed = Sealed(term, bytes(value))
        plain = secrets.unseal(space, bytes(name), sealed)
        if plain is not None:
            said = msgspec.msgpack.decode(plain, type=Invitation)
            yield Kept(bytes(name), space, bytes(hashed), until, said, sealed)
