"""Reads the journal in its own order, for work behind the scenes that must see each entry once.

The order is that of the tree: only what the integrator has put there is read, so nothing comes in between later. Who
follows remembers the next place in the transaction in which it does its work: an entry is dealt with, or still to come.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.entry import Entry
from ens.journal.read import open_entry
from ens.kernel.sealing import Sealer, Tampered
from ens.postgres.statements import Statement

_NEXT: Final = Statement("SELECT next FROM follower WHERE name = $1::text FOR UPDATE")
_MOVE: Final = Statement("UPDATE follower SET next = $2::int8 WHERE name = $1::text")
_ROWS: Final = Statement(
    "SELECT l.tree_index, e.space_id, e.id, e.key_term, e.hash, e.sealed FROM journal_leaf l"
    " JOIN entry e ON e.space_id = l.space_id AND e.id = l.entry_id"
    " WHERE l.tree_index >= $1::int8 ORDER BY l.tree_index LIMIT $2::int8"
)


def take_next(
    connection: BaseDatabaseWrapper, name: str, limit: int, sealer_of: Callable[[int, int], Sealer | None]
) -> tuple[list[Entry], bool]:
    """Take the next entries for a follower, within the caller's transaction; tell too whether there may be more.

    What does not open any more, because its space was erased, is passed over.
    """
    found = _NEXT.one(connection, name)
    rows = [] if found is None else _ROWS.all(connection, found[0], limit)
    entries = []
    for _, space, entry_id, term, hashed, sealed in rows:
        sealer = sealer_of(space, term)
        if sealer is not None:
            with suppress(Tampered, ValueError):
                entries.append(open_entry(sealer, space, entry_id, term, sealed, hashed))
    if rows:
        _MOVE.run(connection, name, rows[-1][0] + 1)
    return entries, len(rows) == limit
