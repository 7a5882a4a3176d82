"""Reads the history of a space, opened, against a receipt: looking at the journal is itself an act that leaves a trace.

The history is read from `entry`, not from the tree: an entry shows at once, its proof follows with the integrator.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.append import associated
from ens.journal.entry import Entry, Glance, decode, entry_hash, glance, named_items
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
_GLANCES: Final = Statement(
    "SELECT id, key_term, sealed FROM entry WHERE space_id = $1::int8 AND id < $2::int8 ORDER BY id DESC LIMIT $3::int8"
)
_EDGE: Final = Statement("SELECT id FROM entry WHERE space_id = $1::int8 ORDER BY id DESC LIMIT 1 OFFSET $2::int8")
# One look-up by primary key per name, whatever the planner thinks of an average space.
_NAMED: Final = Statement(
    """
    SELECT e.id, e.key_term, e.hash, e.sealed, l.tree_index FROM unnest($2::int8[]) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT id, key_term, hash, sealed FROM entry WHERE space_id = $1::int8 AND entry.id = wanted.id LIMIT 1) AS e
    LEFT JOIN LATERAL (
        SELECT tree_index FROM journal_leaf WHERE space_id = $1::int8 AND entry_id = wanted.id LIMIT 1) AS l ON true
    """
)


class Line(NamedTuple):
    """One line of a history; `entry` is None when it does not open, `tree_index` while it is not integrated."""

    id: int
    entry: Entry | None
    tree_index: int | None


class Mention(NamedTuple):
    """Which entries are looked for: of these acts, naming one of these public ids, among the newest `depth`."""

    acts: Sequence[str]
    names: Sequence[str]
    depth: int


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


def survey(
    connection: BaseDatabaseWrapper, sealer: Sealer, receipt: Receipt, space: int, before: int | None, limit: int
) -> list[Glance]:
    """Look over the entries of a space, newest first, from before the entry id `before` on: for counts and choices.

    Each opens at its own place or not at all; only `get_entries` also compares it with what was hashed.
    """
    _demand(receipt, space)
    rows = _GLANCES.all(connection, space, LAST_ID if before is None else before, limit)
    return [_glance(sealer, space, row) for row in rows]


def list_items(
    connection: BaseDatabaseWrapper, sealer: Sealer, receipt: Receipt, space: int, before: int | None, limit: int
) -> dict[int, tuple[str, frozenset[bytes]]]:
    """Tell the act of each of the entries that `survey` looks over, and the items that it names, by entry id."""
    _demand(receipt, space)
    rows = _GLANCES.all(connection, space, LAST_ID if before is None else before, limit)
    found = {}
    for entry_id, term, sealed in rows:
        with suppress(Tampered, ValueError):
            found[entry_id] = named_items(_unseal(sealer, space, entry_id, term, sealed))
    return found


def find_edge(connection: BaseDatabaseWrapper, receipt: Receipt, space: int, depth: int) -> int | None:
    """Find the oldest of the `depth` newest entries of a space; None when there are fewer."""
    _demand(receipt, space)
    row = _EDGE.one(connection, space, depth - 1)
    return None if row is None else int(row[0])


def get_entries(
    connection: BaseDatabaseWrapper, sealer: Sealer, receipt: Receipt, space: int, ids: Sequence[int]
) -> list[Line]:
    """Read some entries of a space by their ids, newest first."""
    _demand(receipt, space)
    rows = _NAMED.all(connection, space, list(ids)) if ids else []
    return sorted((_open(sealer, space, row) for row in rows), reverse=True, key=lambda line: line.id)


def list_naming(
    connection: BaseDatabaseWrapper, sealer: Sealer, receipt: Receipt, space: int, mention: Mention
) -> list[Line]:
    """List, newest first, the entries of a space that are of some acts and name one of some things.

    Only those are read whole: the others are opened, looked through and dropped.
    """
    _demand(receipt, space)
    acts = tuple(f'{{"action":"{act}"'.encode() for act in mention.acts)  # what canonical bytes begin with
    names = [name.encode() for name in mention.names]
    rows = _PAGE.all(connection, space, LAST_ID, mention.depth)
    return [_open(sealer, space, row) for row in rows if _mentions(sealer, space, row, acts, names)]


def _mentions(sealer: Sealer, space: int, row: Sequence[Any], acts: tuple[bytes, ...], names: Sequence[bytes]) -> bool:
    entry_id, term, _, sealed, _ = row
    try:
        plain = _unseal(sealer, space, entry_id, term, sealed)
    except Tampered:
        return False
    return plain.startswith(acts) and any(name in plain for name in names)


def open_entry(sealer: Sealer, space: int, entry_id: int, term: int, sealed: bytes, hashed: bytes) -> Entry:
    """Open a sealed entry and check that it is the one that was hashed, at its place; raises Tampered."""
    plain = _unseal(sealer, space, entry_id, term, sealed)
    if entry_hash(plain) != hashed:
        raise Tampered
    entry = decode(plain)
    if (entry.space, entry.id) != (space, entry_id):
        raise Tampered
    return entry


def _unseal(sealer: Sealer, space: int, entry_id: int, term: int, sealed: bytes) -> bytes:
    """Open the bytes of an entry at its own place; raises Tampered."""
    if space < 0 or entry_id < 0:
        raise Tampered  # no place of the house has such a number
    return sealer.open(term, sealed, associated(space, entry_id))


def _demand(receipt: Receipt, space: int) -> None:
    if not receipt.covers(space):
        msg = "a history is read against a receipt for its space"
        raise PermissionError(msg)


def _glance(sealer: Sealer, space: int, row: Sequence[Any]) -> Glance:
    entry_id, term, sealed = row
    try:
        return glance(entry_id, _unseal(sealer, space, entry_id, term, sealed))
    except (Tampered, ValueError):
        return Glance(entry_id)


def _open(sealer: Sealer, space: int, row: Sequence[Any]) -> Line:
    """Open a row; a line that was tampered with stays visible as one that does not open."""
    entry_id, term, hashed, sealed, tree_index = row
    try:
        entry = open_entry(sealer, space, entry_id, term, sealed, hashed)
    except (Tampered, ValueError):
        entry = None
    return Line(entry_id, entry, tree_index)
