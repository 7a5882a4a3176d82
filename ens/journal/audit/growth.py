"""Grows the whole tree again from the entries and compares every leaf, node, batch and checkpoint on the way."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.audit.findings import Report
from ens.journal.audit.rows import Ahead, Row, stream
from ens.journal.leaf import leaf_data, leaf_hash
from ens.journal.note import Checkpoint, Vkey, read_note
from ens.journal.signing import open_checkpoint
from ens.journal.tiles import MAX_LEVEL, TILE_HEIGHT
from ens.journal.tree import Frontier

_LEAVES: Final = (
    "SELECT l.tree_index, e.tx::text, l.space_id, l.entry_id, l.space_seq, l.prev, l.hash, e.hash"
    " FROM journal_leaf l LEFT JOIN entry e ON e.space_id = l.space_id AND e.id = l.entry_id"
    " ORDER BY l.tree_index"
)
_BATCHES: Final = "SELECT size, tx::text, space_id, entry_id, frontier, root, note FROM journal_batch ORDER BY size"
_NODES: Final = "SELECT index, hash FROM journal_node WHERE level = %s ORDER BY index"
_STRANGE_NODES: Final = "SELECT level, index FROM journal_node WHERE level NOT BETWEEN 1 AND %s ORDER BY level, index"

_Key = tuple[int, int, int]  # transaction, space, entry: the order of the house


class Growth:
    """One pass over the tree, in its order."""

    def __init__(self, connection: BaseDatabaseWrapper, vkeys: list[Vkey], report: Report) -> None:
        self._connection = connection
        self._vkeys = vkeys
        self._report = report
        self._frontier = Frontier()
        self._last: _Key = (0, -1, -1)
        self._batches = Ahead(stream(connection, "audit_batches", _BATCHES))
        self._levels = {
            level: Ahead(stream(connection, f"audit_level_{level}", _NODES, level)) for level in range(1, MAX_LEVEL + 1)
        }

    def run(self, outside: Iterable[str]) -> None:
        """Read every leaf; `outside` are the notes kept elsewhere, oldest first."""
        kept = Ahead(self._read_outside(outside))
        self._refuse(self._batches.take_below(1), "batch-size")
        for row in stream(self._connection, "audit_leaves", _LEAVES):
            self._leaf(row)
            size = self._frontier.size
            signed = False
            for batch in self._batches.take_at(size):
                self._batch(batch)
                signed = True
            for note in kept.take_at(size):
                if not signed:
                    self._report.add("batch-missing", f"size {size}", "a checkpoint of this size was kept elsewhere")
                if note[1] != self._frontier.root():
                    self._report.add("outside-differs", f"size {size}", "the tree was rewritten after this checkpoint")
        self._finish(kept)

    def _leaf(self, row: Row) -> None:
        index, tx, space, entry, seq, prev, stored, entry_hash = row
        where = f"leaf {index}"
        if index != self._frontier.size:
            self._report.add("leaf-place", where, f"expected {self._frontier.size}")
        if entry_hash is None:
            self._report.add("leaf-without-entry", where, f"space {space} entry {entry}")
        else:
            self._check_leaf(where, (int(tx), space, entry), stored, (seq, prev, entry_hash))
        self._report.count("leaves")
        for height, place, value in self._frontier.append(stored, TILE_HEIGHT):
            self._node(height // TILE_HEIGHT, place, value)

    def _check_leaf(self, where: str, key: _Key, stored: bytes, rest: tuple[int, bytes, bytes]) -> None:
        try:
            value = leaf_hash(leaf_data(*key, *rest))
        except ValueError:
            value = b""
        if value != stored:
            self._report.add("leaf-hash", where, f"space {key[1]} entry {key[2]}")
        if key <= self._last:
            self._report.add("leaf-order", where, f"{key} after {self._last}")
        self._last = key

    def _node(self, level: int, index: int, value: bytes) -> None:
        """Compare one complete tile with what is stored for it."""
        nodes = self._levels[level]
        self._refuse(nodes.take_below(index), "node-unexpected", f"level {level} ")
        if nodes.next is None or nodes.next[0] != index:
            self._report.add("node-missing", f"level {level} {index}")
        elif nodes.take()[1] != value:
            self._report.add("node-hash", f"level {level} {index}")
        self._report.count("nodes")

    def _batch(self, row: Row) -> None:
        size, tx, space, entry, frontier, root, note = row
        where = f"batch {size}"
        self._report.count("batches")
        if (int(tx), space, entry) != self._last:
            self._report.add("batch-horizon", where, f"({tx}, {space}, {entry}) and not {self._last}")
        if frontier != self._frontier.hashes:
            self._report.add("batch-frontier", where)
        if root != self._frontier.root():
            self._report.add("batch-root", where)
        try:
            checkpoint = self._open(note)
            if len(read_note(note)[1]) != 1 or checkpoint[1:] != (size, self._frontier.root()):
                self._report.add("batch-note", where, "another tree is signed")
        except ValueError as error:
            self._report.add("batch-note", where, str(error))

    def _read_outside(self, notes: Iterable[str]) -> Iterator[Row]:
        """Read the sizes and roots of the checkpoints kept elsewhere; those that do not verify are findings."""
        last = 0
        for number, note in enumerate(notes):
            self._report.count("outside")
            try:
                checkpoint = self._open(note)
            except ValueError as error:
                self._report.add("outside-note", f"checkpoint {number}", str(error))
                continue
            if checkpoint.size < max(last, 1):
                self._report.add("outside-order", f"checkpoint {number}", f"size {checkpoint.size} after {last}")
                continue
            last = checkpoint.size
            yield checkpoint.size, checkpoint.root

    def _open(self, note: str) -> Checkpoint:
        error = ValueError("no verifier key")
        for vkey in self._vkeys:
            try:
                return open_checkpoint(note, vkey)
            except ValueError as refused:
                error = refused
        raise error

    def _finish(self, kept: Ahead) -> None:
        """See what is left over once every leaf has been read."""
        size = self._frontier.size
        if self._report.counts["leaves"] and not self._ends_with_batch(size):
            self._report.add("leaves-without-batch", f"size {size}", "the last leaves stand under no checkpoint")
        self._refuse(self._batches.take_all(), "batch-beyond")
        for note in kept.take_all():
            self._report.add("rolled-back", f"size {note[0]}", f"signed once, now there are {size} leaves")
        for level, nodes in self._levels.items():
            self._refuse(nodes.take_all(), "node-unexpected", f"level {level} ")
        for level, index in stream(self._connection, "audit_strange_nodes", _STRANGE_NODES, MAX_LEVEL):
            self._report.add("node-unexpected", f"level {level} {index}")

    def _ends_with_batch(self, size: int) -> bool:
        query = "SELECT 1 FROM journal_batch WHERE size = %s"
        return any(True for _ in stream(self._connection, "audit_last_batch", query, size))

    def _refuse(self, rows: Iterator[Row], kind: str, prefix: str = "") -> None:
        for row in rows:
            self._report.add(kind, f"{prefix}{row[0]}")
