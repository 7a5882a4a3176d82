"""The rows of proofs and contacts: who holds them is an opaque number, what they are is sealed under her space's key.

Professionals, agents and programs have no space: theirs are sealed under the key of the house.
"""

import os
from collections.abc import Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from django.db import transaction

from ens.gate import secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel.ids import ITEM_BYTES
from ens.postgres.statements import Statement

_ADD: Final = Statement(
    "INSERT INTO credential (id, space_id, number, kind, blind, mark, key_term, sealed)"
    " VALUES ($1::bytea, $2::int8, $3::int8, $4::int2, $5::bytea, $6::int8, $7::int2, $8::bytea)"
    " ON CONFLICT DO NOTHING"
)
_COLUMNS: Final = "id, space_id, number, kind, mark, key_term, sealed"
_HELD: Final = Statement(
    f"SELECT {_COLUMNS} FROM credential WHERE number = $1::int8 AND kind = $2::int2 ORDER BY mark, id LIMIT 100"
)
_FOUND: Final = Statement(
    f"SELECT {_COLUMNS} FROM credential WHERE blind = $1::bytea AND kind = $2::int2 ORDER BY id LIMIT 20"
)
_COUNT: Final = Statement("SELECT count(*) FROM credential WHERE number = $1::int8 AND kind = $2::int2")
_CHANGE: Final = Statement(
    "UPDATE credential SET blind = $2::bytea, key_term = $3::int2, sealed = $4::bytea WHERE id = $1::bytea"
)
_RAISE: Final = Statement("UPDATE credential SET mark = $2::int8 WHERE id = $1::bytea AND mark < $2::int8")
_TAKE: Final = Statement("DELETE FROM credential WHERE id = $1::bytea AND number = $2::int8")
_CLEAR: Final = Statement("DELETE FROM credential WHERE number = $1::int8 AND kind = $2::int2")
_ORPHANS: Final = Statement(
    "DELETE FROM credential c WHERE space_id <> 0 AND NOT EXISTS (SELECT FROM person p WHERE p.number = c.number)"
)


class Holder(NamedTuple):
    """Whose proof it is: the space that seals it (the house for who has none) and the opaque number."""

    space: int
    number: int


NOBODY: Final = Holder(0, 0)  # what is asked of an unknown name is asked of nobody, at the same cost


class Kind(IntEnum):
    """What a row is; the number is stored, so it never changes."""

    LOGIN = 1
    TOTP = 2
    PASSKEY = 3
    RECOVERY = 4
    EMAIL = 5
    MOBILE = 6
    ADDRESS = 7
    LETTER = 8


class Kept(NamedTuple):
    """One row, opened; `mark` only grows: a counter, a step or a time."""

    id: bytes
    holder: Holder
    kind: Kind
    mark: int
    plain: bytes


def add(holder: Holder, kind: Kind, blind: bytes, plain: bytes, mark: int = 0) -> bytes | None:
    """Keep a proof; returns its name, or None when its blind index is taken."""
    name = os.urandom(ITEM_BYTES)
    sealed = secrets.seal(holder.space, name, plain)
    done = _ADD.run(database(), name, *holder, int(kind), blind, mark, *sealed)
    return name if done else None


def list_held(number: int, kind: Kind) -> list[Kept]:
    """List what somebody holds of one kind, lowest mark first."""
    return list(_opened(_HELD.all(database(), number, int(kind))))


def count(number: int, kind: Kind) -> int:
    """Count what somebody holds of one kind, without opening anything."""
    row = _COUNT.one(database(), number, int(kind))
    return 0 if row is None else int(row[0])


def find(kind: Kind, blind: bytes) -> Kept | None:
    """Find the one row of a blind index that no two share."""
    return next(_opened(_FOUND.all(database(), blind, int(kind))), None)


def list_found(kind: Kind, blind: bytes) -> list[Kept]:
    """List the rows of a blind index that several people may share, as a family does a telephone."""
    return list(_opened(_FOUND.all(database(), blind, int(kind))))


def change(kept: Kept, blind: bytes, plain: bytes) -> None:
    """Seal something else in the place of a row."""
    sealed = secrets.seal(kept.holder.space, kept.id, plain)
    _CHANGE.run(database(), kept.id, blind, *sealed)


def raise_mark(kept: Kept, mark: int) -> bool:
    """Raise the mark of a row; False when it was as high already: of two at once, one wins."""
    return _RAISE.run(database(), kept.id, mark) == 1


def take(number: int, name: bytes) -> bool:
    """Remove one row of somebody; of two at once, one gets True."""
    return _TAKE.run(database(), name, number) == 1


def clear(number: int, kind: Kind) -> int:
    """Remove all that somebody holds of one kind; returns how many."""
    return _CLEAR.run(database(), number, int(kind))


def replace_all(holder: Holder, kind: Kind, blinds: list[bytes]) -> None:
    """Put new rows in the place of all those of one kind, at once."""
    with transaction.atomic():
        clear(holder.number, kind)
        for blind in blinds:
            add(holder, kind, blind, b"")


def sweep() -> int:
    """Forget what was held by people whose space is erased; returns how many rows."""
    return _ORPHANS.run(database())


def _opened(rows: list[tuple[bytes, int, int, int, int, int, bytes]]) -> Iterator[Kept]:
    for name, space, number, kind, mark, term, sealed in rows:
        plain = secrets.unseal(space, name, Sealed(term, sealed))
        if plain is not None:  # erased meanwhile: it is nobody's any more
            yield Kept(name, Holder(space, number), Kind(kind), mark, plain)
