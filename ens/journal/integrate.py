"""Gives entries their place in the tree: alone, and only once no older transaction can still add one before them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, LiteralString, NamedTuple

import psycopg
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.checkpoints import keep, read_latest
from ens.journal.leaf import NO_LEAF, leaf_data, leaf_hash
from ens.journal.signing import CheckpointSigner
from ens.journal.tiles import TILE_HEIGHT
from ens.journal.tree import Frontier

LOCK: Final = 0x656E736A  # "ensj": one integrator at a time in the whole database

_LAST_BATCH: Final = (
    "SELECT size, tx::text::int8, space_id, entry_id, frontier,"
    " tx >= pg_snapshot_xmax(pg_current_snapshot())"
    " FROM journal_batch ORDER BY size DESC LIMIT 1"
)
# What stands below the snapshot's xmin is complete, so a page may even cut a huge transaction in two.
_NEXT_PAGE: Final = (
    "SELECT tx::text::int8, space_id, id, hash FROM entry"
    " WHERE (tx, space_id, id) > (%s::text::xid8, %s::int8, %s::int8)"
    " AND tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY tx, space_id, id LIMIT %s"
)
_LAST_OF_SPACES: Final = (
    "SELECT wanted.space, last.space_seq, last.hash FROM unnest(%s::int8[]) AS wanted (space)"
    " CROSS JOIN LATERAL (SELECT space_seq, hash FROM journal_leaf"
    " WHERE space_id = wanted.space ORDER BY space_seq DESC LIMIT 1) AS last"
)
_INSERT_BATCH: Final = (
    "INSERT INTO journal_batch (size, tx, space_id, entry_id, frontier, root, note)"
    " VALUES (%s, %s::text::xid8, %s, %s, %s::bytea[], %s, %s)"
)


_Cursor = psycopg.Cursor[tuple[Any, ...]]
_Subtree = tuple[int, int, bytes]


class RolledBackError(Exception):
    """The database is behind a checkpoint kept outside, or its transaction numbers have started again.

    Signing on would contradict what was signed before: somebody has to look first.
    """


class _Horizon(NamedTuple):
    """The last entry that was integrated, in the house's order."""

    tx: int = 0
    space: int = -1
    entry: int = -1


class _Waiting(NamedTuple):
    tx: int
    space: int
    entry: int
    hash: bytes


def integrate(
    connection: BaseDatabaseWrapper, signer: CheckpointSigner, folder: Path | None = None, limit: int = 20_000
) -> int:
    """Integrate up to `limit` entries in one transaction and sign the new checkpoint; tell how many there were.

    0 when there are none, or when another integrator is at work. The checkpoint is also kept in `folder`, which
    should be outside the reach of whoever administers the database.
    """
    with (
        connection.wrap_database_errors,
        transaction.atomic(using=connection.alias, durable=True),
        psycopg.Cursor(connection.connection) as cursor,
    ):
        note, count = _integrate(cursor, signer, folder, limit)
    if note and folder is not None:
        keep(folder, note)
    return count


def _integrate(cursor: _Cursor, signer: CheckpointSigner, folder: Path | None, limit: int) -> tuple[str, int]:
    """Do the work inside the transaction; tell the signed note and the number of entries."""
    if not _one(cursor, "SELECT pg_try_advisory_xact_lock(%s)", LOCK)[0]:
        return "", 0
    frontier, horizon = _resume(cursor)
    if folder is not None:
        _check_outside(cursor, folder)
    cursor.execute(_NEXT_PAGE, (str(horizon.tx), horizon.space, horizon.entry, limit), binary=True)
    rows = [_Waiting(*row) for row in cursor]
    if not rows:
        return "", 0
    _write_nodes(cursor, _write_leaves(cursor, frontier, rows))
    root = frontier.root()
    note = signer.sign(frontier.size, root)
    last = rows[-1]
    values = (frontier.size, str(last.tx), last.space, last.entry, frontier.hashes, root, note)
    cursor.execute(_INSERT_BATCH, values)
    return note, len(rows)


def _resume(cursor: _Cursor) -> tuple[Frontier, _Horizon]:
    """Take up the tree where the last batch left it."""
    cursor.execute(_LAST_BATCH, binary=True)
    last = cursor.fetchone()
    if last is None:
        return Frontier(), _Horizon()
    size, tx, space, entry, frontier, in_the_future = last
    if in_the_future:
        msg = "transaction numbers have started again below the last integrated one: raise the epoch (pg_resetwal -e)"
        raise RolledBackError(msg)
    return Frontier(size, frontier), _Horizon(tx, space, entry)


def _check_outside(cursor: _Cursor, folder: Path) -> None:
    """Refuse to go on from a state that contradicts the newest checkpoint kept outside."""
    outside = read_latest(folder)
    if outside is None:
        return
    cursor.execute("SELECT root FROM journal_batch WHERE size = %s", (outside.size,), binary=True)
    found = cursor.fetchone()
    if found is None or found[0] != outside.root:
        msg = f"the checkpoint of size {outside.size} kept outside is not in this database"
        raise RolledBackError(msg)


def _write_leaves(cursor: _Cursor, frontier: Frontier, rows: Sequence[_Waiting]) -> list[_Subtree]:
    """Append a leaf per entry; tell the subtrees that were completed and stand in tiles."""
    last = _last_leaves(cursor, {row.space for row in rows})
    completed: list[_Subtree] = []
    with cursor.copy("COPY journal_leaf FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(("int8", "int8", "int8", "int8", "bytea", "bytea"))
        for tx, space, entry, entry_hash in rows:
            seq, prev = last.get(space, (0, NO_LEAF))
            seq += 1
            value = leaf_hash(leaf_data(tx, space, entry, seq, prev, entry_hash))
            copy.write_row((frontier.size, space, entry, seq, prev, value))
            last[space] = (seq, value)
            completed += frontier.append(value, TILE_HEIGHT)
    return completed


def _last_leaves(cursor: _Cursor, spaces: Iterable[int]) -> dict[int, tuple[int, bytes]]:
    """Find the end of each space's chain."""
    cursor.execute(_LAST_OF_SPACES, (list(spaces),), binary=True)
    return {space: (seq, value) for space, seq, value in cursor}


def _write_nodes(cursor: _Cursor, subtrees: Iterable[_Subtree]) -> None:
    """Store the hashes of complete tiles, so that reading a tile never walks its leaves."""
    with cursor.copy("COPY journal_node FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(("int2", "int8", "bytea"))
        for height, index, value in subtrees:
            copy.write_row((height // TILE_HEIGHT, index, value))


def _one(cursor: _Cursor, query: LiteralString, *values: object) -> tuple[Any, ...]:
    row = cursor.execute(query, values).fetchone()
    if row is None:
        msg = "no row"
        raise LookupError(msg)
    return row
