"""The SQLite file of wrapped keys: tables, durability, erased spaces.

It stands apart from the data, so that data and keys are never in one backup.
"""

import hashlib
import mmap
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from ens.postgres.seats import belongings

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS space_key (space INTEGER, term INTEGER, wrapped BLOB NOT NULL, PRIMARY KEY (space, term))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS system_key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gone (number INTEGER PRIMARY KEY AUTOINCREMENT, space INTEGER UNIQUE, day TEXT NOT NULL,
    digests BLOB NOT NULL);
"""
_PRAGMAS: Final = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",  # a key is on disk, folder entry included, before its space exists
    "PRAGMA secure_delete = ON",
)
_DIGEST: Final = 32
_HEAD: Final = 100  # bytes; https://www.sqlite.org/fileformat2.html#the_database_header
_CHANGES: Final = slice(24, 28)  # the file change counter: another value after each commit, by whichever process
_KEPT: Final = 20_000  # spaces whose wrapped keys a process remembers, about as many as SQLite's own pages in memory


class Gone(NamedTuple):
    """What stays of an erased key: its day (ISO) and SHA-256 of each wrapped term."""

    day: str
    digests: tuple[bytes, ...]


class KeyFile:
    """One connection per seat, or thread, on one file; every write is its own durable transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._name = f"keys {path}"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self.database().executescript(_SCHEMA)
        with path.open("rb") as file:
            self._head = mmap.mmap(file.fileno(), _HEAD, access=mmap.ACCESS_READ)
        self._kept: tuple[bytes, dict[int, Mapping[int, bytes]]] = (b"", {})

    def database(self) -> sqlite3.Connection:
        """Give the seat's connection, warm from the one before; a forked process opens its own, SQLite demands it."""
        kept = belongings()
        mine: tuple[int, sqlite3.Connection] | None = kept.get(self._name)
        if mine is None or mine[0] != os.getpid():
            database = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            for pragma in _PRAGMAS:
                database.execute(pragma)
            mine = kept[self._name] = (os.getpid(), database)
        return mine[1]

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open a write transaction; it is durable when the block ends, undone when it raises."""
        database = self.database()
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")

    @property
    def changes(self) -> bytes:
        """Give what is another value after each commit of any process, without a lock.

        A writer may show the next value before it commits, and die: whoever remembers what was read under a value
        looks again afterwards, and only what stood before and after holds.
        """
        return self._head[_CHANGES]

    def terms(self, space: int) -> Mapping[int, bytes]:
        """List the wrapped keys of a space by term; empty when there is none.

        What was read is remembered until anything in the file changes, as SQLite remembers its pages; without its locks
        a look costs a tenth.
        """
        changes = self.changes
        if changes != self._kept[0]:
            self._kept = (changes, {})
        kept = self._kept[1]
        found = kept.get(space)
        if found is None:
            found = self._read_terms(space)
            if changes == self.changes:
                if len(kept) >= _KEPT:
                    kept.clear()
                kept[space] = found
        return found

    def add(self, space: int, term: int, wrapped: bytes) -> bool:
        """Add the next term of a space; False when it is not the next one, or the space was erased."""
        with self.writing() as database:
            if self.gone(space) or max(self._read_terms(space), default=0) != term - 1:
                return False
            database.execute("INSERT INTO space_key VALUES (?, ?, ?)", (space, term, wrapped))
        return True

    def erase(self, space: int, day: str) -> Gone | None:
        """Delete all terms of a space and note it; the first note stays when asked again. None: never had a key."""
        with self.writing() as database:
            wrapped = self._read_terms(space)
            if wrapped:
                digests = b"".join(hashlib.sha256(each).digest() for each in wrapped.values())
                database.execute(
                    "INSERT INTO gone (space, day, digests) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    (space, day, digests),
                )
                database.execute("DELETE FROM space_key WHERE space = ?", (space,))
        return self.gone(space)

    def _read_terms(self, space: int) -> dict[int, bytes]:
        found = self.database().execute("SELECT term, wrapped FROM space_key WHERE space = ? ORDER BY term", (space,))
        return dict(found.fetchall())

    def gone(self, space: int) -> Gone | None:
        """Find the note of an erased space."""
        row = self.database().execute("SELECT day, digests FROM gone WHERE space = ?", (space,)).fetchone()
        return Gone(row[0], tuple(row[1][at : at + _DIGEST] for at in range(0, len(row[1]), _DIGEST))) if row else None

    def gone_after(self, number: int) -> list[tuple[int, int]]:
        """List (number, space) of what was erased after a note's number, by any process."""
        return (
            self.database().execute("SELECT number, space FROM gone WHERE number > ? ORDER BY 1", (number,)).fetchall()
        )
