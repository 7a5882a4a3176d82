"""Health cards: whom number, serial and birth date name together. None of the three can be asked about alone."""

import os
from typing import Final

from ens.enrolment.rules import CANDIDATES, Card
from ens.gate import secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel.ids import ITEM_BYTES
from ens.postgres.statements import Statement

_ADD: Final = Statement(
    "INSERT INTO health_card (card_index, space_id, id, key_term, sealed)"
    " VALUES ($1::bytea, $2::int8, $3::bytea, $4::int2, $5::bytea) ON CONFLICT DO NOTHING"
)
_FIND: Final = Statement(
    f"SELECT space_id FROM health_card WHERE card_index = $1::bytea ORDER BY space_id LIMIT {CANDIDATES}"
)
_HELD: Final = Statement("SELECT id, key_term, sealed FROM health_card WHERE space_id = $1::int8 LIMIT 10")
_SEAL: Final = Statement(
    "UPDATE health_card SET key_term = $3::int2, sealed = $4::bytea WHERE space_id = $1::int8 AND id = $2::bytea"
)
_SWEEP: Final = Statement(
    "DELETE FROM health_card c WHERE NOT EXISTS (SELECT FROM person p WHERE p.space_id = c.space_id)"
)
_ALIVE, _DEAD = b"\0", b"\1"


def register_card(space: int, card: Card) -> None:
    """Let somebody be found by a card, which the insurance has told us; a minor by each of the adults' cards."""
    name = os.urandom(ITEM_BYTES)
    _ADD.run(database(), _blind(card), space, name, *secrets.seal(space, name, _ALIVE))


def find_spaces(card: Card) -> list[int]:
    """List whose spaces a card names: one, several for twins, or none."""
    return [int(space) for (space,) in _FIND.all(database(), _blind(card))]


def declare_deceased(space: int) -> None:
    """Keep, sealed, that the person of a space has died: nobody opens it by a card any more."""
    _seal(space, _DEAD)


def declare_alive(space: int) -> None:
    """Take back that the person of a space has died."""
    _seal(space, _ALIVE)


def is_deceased(space: int) -> bool:
    """Say whether the person of a space has died, as far as we were told."""
    rows = _HELD.all(database(), space)
    return any(secrets.unseal(space, name, Sealed(term, sealed)) == _DEAD for name, term, sealed in rows)


def sweep() -> int:
    """Forget the cards of erased spaces; returns how many."""
    return _SWEEP.run(database())


def _seal(space: int, state: bytes) -> None:
    for name, _, _ in _HELD.all(database(), space):
        _SEAL.run(database(), space, name, *secrets.seal(space, name, state))


def _blind(card: Card) -> bytes:
    return secrets.blind("card", card.text)
