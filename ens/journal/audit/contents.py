"""Reads every entry, opens it where a key is left, and holds the journal against what the vault really has."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.audit.findings import Inventory, Keys, Report
from ens.journal.audit.rows import Ahead, Row, stream
from ens.journal.entry import Entry, Outcome, entry_time
from ens.journal.read import open_entry
from ens.kernel.sealing import Sealer, Tampered
from ens.policy.facts import SpaceState
from ens.postgres.statements import Statement

_ENTRIES: Final = (
    "SELECT e.space_id, e.id, e.at, e.key_term, e.hash, e.sealed,"
    " l.tree_index IS NULL AND (e.tx, e.space_id, e.id) <= (h.tx, h.space_id, h.entry_id),"
    " e.tx >= pg_snapshot_xmax(pg_current_snapshot())"
    " FROM entry e LEFT JOIN journal_leaf l ON l.space_id = e.space_id AND l.entry_id = e.id"
    " LEFT JOIN (SELECT tx, space_id, entry_id FROM journal_batch ORDER BY size DESC LIMIT 1) h ON true"
    " ORDER BY e.space_id, e.id"
)
_STATE: Final = Statement("SELECT state FROM space WHERE id = $1::int8")
_FIRST_TERM: Final = 1  # kept as long as a space has a key at all: blind tokens are made from it
_Version = tuple[bytes, int]


def check_contents(
    connection: BaseDatabaseWrapper, report: Report, keys: Keys | None, inventory: Inventory | None
) -> None:
    """Check every entry, space by space; with an inventory also that each version was journalled, and conversely."""
    known = Ahead((space,) for space in (inventory.spaces() if inventory else ()))
    rows = stream(connection, "audit_entries", _ENTRIES)
    for space, group in groupby(rows, key=itemgetter(0)):
        for (other,) in known.take_below(space):
            _compare(other, {}, inventory, report)
        for _same in known.take_at(space):
            pass
        reader = _SpaceReader(space, keys, report)
        reader.read(group)
        if keys is not None and reader.closed and _STATE.one(connection, space) != (SpaceState.ERASED,):
            report.add("space-without-key", f"space {space}", "it has no key, and was not erased")
        if keys is not None and not reader.closed:
            _compare(space, reader.written, inventory, report)
    for (other,) in known.take_all():
        _compare(other, {}, inventory, report)


class _SpaceReader:
    """Reads the entries of one space."""

    def __init__(self, space: int, keys: Keys | None, report: Report) -> None:
        self.written: dict[_Version, bytes] = {}
        self._space = space
        self._keys = keys
        self._report = report
        self._sealers: dict[int, Sealer | None] = {}
        self._unopened: list[int] = []

    @property
    def closed(self) -> bool:
        """Say whether no key of the space is left."""
        return self._sealer(_FIRST_TERM) is None and not any(self._sealers.values())

    def read(self, rows: Iterator[Row]) -> None:
        """Check every row; what has no key although the space has one is a finding."""
        for row in rows:
            self._check(row)
        if self._keys is None:
            return
        if self.closed:
            self._report.counts["closed spaces"] += 1
            self._report.counts["closed entries"] += len(self._unopened)
            return
        for entry_id in self._unopened:  # the space is alive: its other entries have a key
            self._report.add("entry-without-key", self._where(entry_id))

    def _check(self, row: Row) -> None:
        _space, entry_id, at, term, hashed, sealed, skipped, future = row
        self._report.count("entries")
        if at != entry_time(entry_id):
            self._report.add("entry-time", self._where(entry_id), "its time is not that of its id")
        if skipped:
            self._report.add("entry-skipped", self._where(entry_id), "older than the horizon and not in the tree")
        if future:
            self._report.add("entry-future", self._where(entry_id), "its transaction has not begun yet")
        sealer = self._sealer(term)
        if sealer is None:
            self._unopened.append(entry_id)
            return
        try:
            entry = open_entry(sealer, self._space, entry_id, term, sealed, hashed)
        except (Tampered, LookupError, ValueError):
            self._report.add("entry-sealed", self._where(entry_id), "it does not open, or is not what was hashed")
            return
        if entry.at != at:
            self._report.add("entry-time", self._where(entry_id), "its time is not the one that was sealed")
        self._collect(entry)

    def _sealer(self, term: int) -> Sealer | None:
        if self._keys is None:
            return None
        if term not in self._sealers:
            self._sealers[term] = self._keys(self._space, term)
        return self._sealers[term]

    def _collect(self, entry: Entry) -> None:
        """Remember what the entry says was written."""
        if entry.outcome is not Outcome.ALLOWED:
            return
        for ref in entry.refs:
            if ref.digest is None:
                continue
            if (ref.item, ref.version) in self.written:
                self._report.add("version-written-twice", self._where(entry.id), _name(ref.item, ref.version))
            self.written[ref.item, ref.version] = ref.digest

    def _where(self, entry_id: int) -> str:
        return f"space {self._space} entry {entry_id}"


def _compare(space: int, written: dict[_Version, bytes], inventory: Inventory | None, report: Report) -> None:
    """Hold the versions that exist against those that the journal says were written; empties `written`."""
    if inventory is None:
        return
    highest: dict[bytes, int] = {}
    present: dict[bytes, int] = {}
    for item, version, digest in inventory.versions(space):
        report.count("versions")
        where = f"space {space} {_name(item, version)}"
        expected = written.pop((item, version), None)
        if expected is None:
            report.add("version-not-journalled", where)
        elif digest != expected:
            report.add("version-differs", where, "its content is not what was journalled")
        highest[item] = max(highest.get(item, 0), version)
        present[item] = present.get(item, 0) + 1
    for item, version in written:
        report.add("version-missing", f"space {space} {_name(item, version)}", "journalled, and not there")
    for item, count in present.items():
        if count != highest[item]:
            report.add("version-gap", f"space {space} item {item.hex()}", f"{count} of {highest[item]} versions")


def _name(item: bytes, version: int) -> str:
    return f"item {item.hex()} version {version}"
