"""The key store: draws, finds, rotates and destroys the keys of spaces.

Deleting a row here is what erases a space; so the store's file has its own backups with a short, stated retention,
and never stands in the data's cluster.
"""

import os
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from ens.kernel.errors import Conflict
from ens.vault.budget import Budget
from ens.vault.keyfile import Gone, KeyFile
from ens.vault.keyring import FIRST_TERM, KEY_BYTES, Keyring
from ens.vault.providers import KeyProvider

_PAGE: Final = 200


class KeyStore:
    """Every space's keys behind a provider; safe to share between threads, and the file between processes."""

    def __init__(
        self, path: Path, provider: KeyProvider, budget: Budget | None = None, cache_size: int = 20_000
    ) -> None:
        self.file = KeyFile(path)
        self._provider = provider
        self._budget = budget or Budget(20_000)
        self._cache_size = cache_size
        self._cache: OrderedDict[tuple[int, int], Keyring] = OrderedDict()
        self._lock = threading.Lock()
        self._looked = b""
        self._seen = 0
        self._evictions = 0

    def create(self, space: int) -> Keyring:
        """Draw the first key of a space, durable on return; `Conflict` when it has or had one."""
        key = os.urandom(KEY_BYTES)
        if not self.file.add(space, FIRST_TERM, self._provider.wrap(key, _space_context(space, FIRST_TERM))):
            raise Conflict(reasons=("key_exists",))
        keyring = Keyring(space, {FIRST_TERM: key}, FIRST_TERM)
        self._remember(keyring, self._evictions)
        return keyring

    def keyring(self, space: int, term: int) -> Keyring | None:
        """Give the keyring whose current term is the one read from the space row; None when there is no such key."""
        self._forget_erased()
        keyring = self._recall(space, term)
        if keyring is not None:
            return keyring
        evictions = self._evictions
        wrapped = self.file.terms(space)
        if term not in wrapped:
            return None
        self._budget.spend(len(wrapped))
        terms = {each: self._provider.unwrap(key, _space_context(space, each)) for each, key in wrapped.items()}
        keyring = Keyring(space, terms, term)
        if not self._remember(keyring, evictions) and self.file.gone(space):
            return None
        return keyring

    def system(self, name: str, size: int) -> bytes:
        """Give the house's own key of that name, drawn at its first use; keep it, this asks the provider each time."""
        find, context = "SELECT wrapped FROM system_key WHERE name = ?", _system_context(name)
        row = self.file.database().execute(find, (name,)).fetchone()
        if row is None:
            wrapped = self._provider.wrap(os.urandom(size), context)
            with self.file.writing() as database:  # another process may have drawn it meanwhile: the first one stays
                database.execute("INSERT OR IGNORE INTO system_key VALUES (?, ?)", (name, wrapped))
            row = self.file.database().execute(find, (name,)).fetchone()
        return self._provider.unwrap(row[0], context)

    def keep(self, name: str, key: bytes) -> bool:
        """Keep a key of the house's own that was made elsewhere; False when there is one of that name, which stays."""
        wrapped = self._provider.wrap(key, _system_context(name))
        with self.file.writing() as database:
            put = "INSERT OR IGNORE INTO system_key VALUES (?, ?)"
            return database.execute(put, (name, wrapped)).rowcount == 1

    def kept(self, prefix: str) -> dict[str, bytes]:
        """Give the house's own keys whose names begin so; this asks the provider each time."""
        find = "SELECT name, wrapped FROM system_key WHERE substr(name, 1, ?) = ? ORDER BY name"
        rows = self.file.database().execute(find, (len(prefix), prefix)).fetchall()
        return {name: self._provider.unwrap(wrapped, _system_context(name)) for name, wrapped in rows}

    def forget(self, name: str) -> None:
        """Destroy one of the house's own keys: what it signed is signed no more by any key that is published."""
        with self.file.writing() as database:
            database.execute("DELETE FROM system_key WHERE name = ?", (name,))

    def check(self) -> None:
        """Open one of the house's own keys, whichever comes first; raises `Tampered` when the root key is another."""
        row = self.file.database().execute("SELECT name, wrapped FROM system_key LIMIT 1").fetchone()
        if row is not None:
            self._provider.unwrap(row[1], _system_context(row[0]))

    def rotate(self, space: int) -> int | None:
        """Add a key term and return it, for the caller to set on the space row; None when the space has no key.

        The caller raises the space row's version with it, so that decisions under way are taken again.
        """
        wrapped = self.file.terms(space)
        if not wrapped:
            return None
        term = max(wrapped) + 1
        if not self.file.add(space, term, self._provider.wrap(os.urandom(KEY_BYTES), _space_context(space, term))):
            raise Conflict(reasons=("key_changed",))
        return term

    def rewrap_all(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Move every wrapped key to the provider's newest term, page by page; safe to run again after a stop."""
        done = self._rewrap_system()
        last = (-1, -1)
        find = "SELECT space, term, wrapped FROM space_key WHERE (space, term) > (?, ?) ORDER BY 1, 2 LIMIT ?"
        put = "UPDATE space_key SET wrapped = ? WHERE space = ? AND term = ? AND wrapped = ?"
        while rows := self.file.database().execute(find, (*last, _PAGE)).fetchall():
            new = [(self._provider.rewrap(old, _space_context(s, t)), s, t, old) for s, t, old in rows]
            with self.file.writing() as database:  # a key erased meanwhile matches no row and stays erased
                database.executemany(put, new)
            last = rows[-1][:2]
            done += len(rows)
            progress(done)
        return done

    def shred(self, space: int, day: date) -> Gone | None:
        """Destroy all keys of a space; the same note again when asked twice, None when it never had a key."""
        gone = self.file.erase(space, day.isoformat())
        self.evict(space)
        return gone

    def evict(self, *spaces: int) -> None:
        """Drop the keys of spaces from this process."""
        with self._lock:
            self._evictions += 1
            for place in [place for place in self._cache if place[0] in spaces]:
                del self._cache[place]

    def _recall(self, space: int, term: int) -> Keyring | None:
        with self._lock:
            keyring = self._cache.get((space, term))
            if keyring is not None:
                self._cache.move_to_end((space, term))
            return keyring

    def _remember(self, keyring: Keyring, evictions: int) -> bool:
        """Keep a keyring, unless keys were evicted since its terms were read: it may be one of those."""
        with self._lock:
            if evictions != self._evictions:
                return False
            self._cache[keyring.space, keyring.term] = keyring
            while len(self._cache) > self._cache_size:
                self._cache.popitem(last=False)
            return True

    def _forget_erased(self) -> None:
        """Evict what another process erased: no process opens a shredded space from memory."""
        changes = self.file.changes
        if changes == self._looked:
            return
        erased = dict(self.file.gone_after(self._seen))
        if erased:
            self.evict(*erased.values())
            self._seen = max(self._seen, *erased)
        if changes == self.file.changes:
            self._looked = changes

    def _rewrap_system(self) -> int:
        rows = self.file.database().execute("SELECT name, wrapped FROM system_key").fetchall()
        new = [(self._provider.rewrap(old, _system_context(name)), name, old) for name, old in rows]
        with self.file.writing() as database:
            database.executemany("UPDATE system_key SET wrapped = ? WHERE name = ? AND wrapped = ?", new)
        return len(rows)


def _space_context(space: int, term: int) -> bytes:
    return b"ens/space/" + struct.pack(">QH", space, term)


def _system_context(name: str) -> bytes:
    return b"ens/system/" + name.encode()
