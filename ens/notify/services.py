"""Putting messages into the outbox: sealed, for one way or for all the ways in which somebody can be reached."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec
from django.conf import settings

from ens.gate import secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.ids import HOUSE, ITEM_BYTES, NOWHERE
from ens.notify.rules import VOID, Channel, Message, Words
from ens.postgres.statements import Statement
from ens.registry import spaces

_POST: Final = Statement(
    "INSERT INTO outbox (id, space_id, key_term, sealed, made, until, due)"
    " VALUES ($1::bytea, $2::int8, $3::int2, $4::bytea, $5::timestamptz, $6::timestamptz, $5::timestamptz)"
)
_CLAIM: Final = Statement(
    "UPDATE outbox SET due = $2::timestamptz, tries = tries + 1 WHERE id ="
    " (SELECT id FROM outbox WHERE due <= $1::timestamptz ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " RETURNING id, space_id, key_term, sealed, made, until, tries"
)
_LIST: Final = Statement(
    "SELECT id, space_id, key_term, sealed, made, until, tries FROM outbox ORDER BY made DESC, id LIMIT $1::int4"
)
_DELAY: Final = Statement("UPDATE outbox SET due = $2::timestamptz WHERE id = $1::bytea")
_DELETE: Final = Statement("DELETE FROM outbox WHERE id = $1::bytea")
_SWEEP: Final = Statement("DELETE FROM outbox WHERE until < now()")
_CLAIMED: Final = timedelta(minutes=2)


class Waiting(NamedTuple):
    """A message in the outbox, opened; None when its space was erased meanwhile."""

    id: bytes
    message: Message | None
    made: datetime
    until: datetime
    tries: int


def is_possible(channel: Channel) -> bool:
    """Say whether messages can leave this way: in a demonstration they are shown instead."""
    if settings.ENS_DEMONSTRATION:
        return True
    where = {
        Channel.EMAIL: settings.ENS_SMTP["host"],
        Channel.SMS: settings.ENS_SMS["url"],
        Channel.LETTER: settings.ENS_LETTERS,
    }
    return bool(where.get(channel))


def post(space: int, channel: Channel, to: str, words: Words, lines: tuple[str, ...] = ()) -> None:
    """Put a message into the outbox, sealed under the key of the space that it concerns."""
    body = words.short if channel is Channel.SMS else words.body
    message = Message(channel, to, words.subject, body, lines, words.code if channel is Channel.LETTER else "")
    _keep(space, message, words.seconds)


def post_void() -> None:
    """Put a message to nobody into the outbox: what is asked about somebody unknown takes as long."""
    spaces.find_state(database(), NOWHERE)  # as sealing under a space's key does
    _keep(HOUSE, VOID, 60)


def claim() -> Waiting | None:
    """Take the next message that is due, for two minutes; who takes it deletes it, or says when it is due again."""
    now = clock.now()
    row = _CLAIM.one(database(), now, now + _CLAIMED)
    return None if row is None else _opened(row)


def delay(waiting: Waiting, seconds: int) -> None:
    """Try a message again later."""
    _DELAY.run(database(), waiting.id, clock.now() + timedelta(seconds=seconds))


def delete(waiting: Waiting) -> None:
    """Forget a message: it has left, or is worth nothing any more."""
    _DELETE.run(database(), waiting.id)


def list_waiting(most: int) -> Iterator[Waiting]:
    """List the messages that wait, newest first; for the page of a demonstration."""
    return map(_opened, _LIST.all(database(), most))


def sweep() -> int:
    """Forget the messages that are worth nothing any more; returns how many."""
    return _SWEEP.run(database())


def _keep(space: int, message: Message, seconds: int) -> None:
    name, now = os.urandom(ITEM_BYTES), clock.now()
    term, value = secrets.seal(space, name, msgspec.msgpack.encode(message))
    _POST.run(database(), name, space, term, value, now, now + timedelta(seconds=seconds))


def _opened(row: tuple[bytes, int, int, bytes, datetime, datetime, int]) -> Waiting:
    name, space, term, sealed, made, until, tries = row
    plain = secrets.unseal(space, name, Sealed(term, sealed))
    message = None if plain is None else msgspec.msgpack.decode(plain, type=Message)
    return Waiting(name, message, made, until, tries)
