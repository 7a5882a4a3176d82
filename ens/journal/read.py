"""Reads the history of a space, opened, against a receipt: looking at the journal is itself an act that leaves a trace.

The history is read from `entry`, not from the tree: an entry shows at once, its proof follows with the integrator.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.append import associated
from ens.journal.entry import Entry, decode, entry_hash
from ens.kernel.receipt import Receipt
from ens.kernel.sealing import Sealer, Tampered
from ens.postgres.statements import Statement

LAST_ID: Final = (1 << 63) - 1

_COLUMNS: Final = (
    "SELECT e.id, e.key_term, e.hash, e.sealed, l.tree_index FROM entry e"
    " LEFT JOIN journal_leaf l ON l.space_id = e.space_id AND l.entry_id = e.id"
)
_PAGE: Final = Statement(
    f"{_COLUMNS} WHERE e.space_id = $1::int8 AND e.id < $2::int8 ORDER BY e.id DESC LIMIT $3::int8"
)
_ONE: Final = Statement(f"{_COLUMNS} WHERE e.space_id = $1::int8 AND e.id = $2::int8")


class Line(NamedTuple):
    """One line of a history; `entry` is None when it does not open, `tree_index` while it is not integrated."""

    id: int
    entry: Entry | None
    tree_index: int | None


def list_entries(
    connection: BaseDatabaseWrapper,
    sealer: Sealer,
    receipt: Receipt,
    space: int,
    before: int | None = None,
    limit: int = 50,
) -> list[Line]:
    """List the entries of a space, newest first, from before the entry id `before` on."""
    _demand(receipt, space)
    rows = _PAGE.all(connection, space, LAST_ID if before is None else before, limit)
    return [_open(sealer, space, row) for row in rows]


def get_entry(
    connection: BaseDatabaseWrapper, sealer: Sealer, receipt: Receipt, space: int, entry_id: int
) -> Line | None:
    """Read one entry of a space; None when there is none."""
    _demand(receipt, space)
    row = _ONE.one(connection, space, entry_id)
    return None if row is None else _open(sealer, space, row)


def open_entry(sealer: Sealer, space: int, entry_id: int, term: int, sealed: bytes, hashed: bytes) -> Entry:
    """Open a sealed entry and check that it is the one that was hashed, at its place; raises Tampered."""
    if space < 0 or entry_id < 0:
        raise Tampered  # no place of the house has such a number
    plain = sealer.open(term, sealed, associated(space, entry_id))
    if entry_hash(plain) != hashed:
        raise Tampered
    entry = decode(plain)
    if (entry.space, entry.id) != (space, entry_id):
        raise Tampered
    return entry


def _demand(receipt: Receipt, space: int) -> None:
    if not receipt.covers(space):
        msg = "a history is read against a receipt for its space"
        raise PermissionError(msg)


def _open(sealer: Sealer, space: int, row: Sequence[Any]) -> Line:
    """Open a row; a line that was tampered with stays visible as one that does not open."""
    entry_id, term, hashed, sealed, tree_index = row
    try:
        entry = open_entry(sealer, space, entry_id, term, sealed, hashed)
    except (Tampered, ValueError):
        entry = None
    return Line(entry_id, entry, tree_index)
