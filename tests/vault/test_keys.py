"""The key store: drawn durably, found by term, rotated without rewriting, erased for every process."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from ens.kernel.errors import Conflict, Unavailable
from ens.kernel.sealing import Tampered
from ens.vault import keys
from ens.vault.budget import Budget
from ens.vault.keyfile import KeyFile
from ens.vault.keyring import Keyring, UnknownTerm
from ens.vault.keys import KeyStore
from ens.vault.providers import FileProvider

pytestmark = pytest.mark.threat("T-02")

DAY = date(2026, 11, 22)


class CountingProvider(FileProvider):
    """Counts unwraps."""

    unwraps = 0

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Count, and unwrap."""
        self.unwraps += 1
        return super().unwrap(wrapped, context)


def _other_process(store: KeyStore, provider: FileProvider, budget: Budget | None = None) -> KeyStore:
    """Open the same file again, with caches of its own."""
    return KeyStore(store.file.path, provider, budget)


def _opens(keyring: Keyring | None, term: int, sealed: bytes) -> bool:
    return keyring is not None and keyring.open(term, sealed, b"place") == b"plain"


def test_a_missing_key_is_none(store: KeyStore) -> None:
    assert store.keyring(404, 1) is None
    store.create(5)
    assert store.keyring(5, 2) is None


def test_the_file_is_private(store: KeyStore) -> None:
    assert stat.S_IMODE(store.file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.file.path.parent.stat().st_mode) == 0o700


def test_a_key_is_durable_and_erasable_by_configuration(store: KeyStore) -> None:
    database = store.file.database()
    assert database.execute("PRAGMA synchronous").fetchone() == (3,)  # EXTRA
    assert database.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_space_has_one_first_key(store: KeyStore) -> None:
    store.create(5)
    with pytest.raises(Conflict):
        store.create(5)


def test_no_key_is_in_clear_in_the_file(store: KeyStore, provider: FileProvider) -> None:
    store.create(5)
    secret = store.system("checkpoint", 32)
    (wrapped,) = store.file.terms(5).values()
    assert (
        provider.unwrap(wrapped, b"ens/space/" + (5).to_bytes(8, "big") + b"\0\x01") not in store.file.path.read_bytes()
    )
    assert secret not in store.file.path.read_bytes()


def test_a_wrapped_key_moved_to_another_space_does_not_open(store: KeyStore, provider: FileProvider) -> None:
    store.create(5)
    store.create(6)
    with store.file.writing() as database:
        database.execute("UPDATE space_key SET wrapped = (SELECT wrapped FROM space_key WHERE space = 6)")
    with pytest.raises(Tampered):
        _other_process(store, provider).keyring(5, 1)


def test_rotation_keeps_what_was_sealed_and_the_tokens(store: KeyStore, provider: FileProvider) -> None:
    before = store.create(5)
    old = before.seal(b"plain", b"place")
    assert store.rotate(5) == 2
    after = store.keyring(5, 2)
    assert after is not None
    new = after.seal(b"plain", b"place")
    assert after.term == 2
    assert after.token(b"month/x/2026-11") == before.token(b"month/x/2026-11")
    fresh = _other_process(store, provider).keyring(5, 2)
    assert _opens(after, 1, old)
    assert _opens(fresh, 1, old)
    assert _opens(fresh, 2, new)
    with pytest.raises(Tampered):
        after.open(2, old, b"place")


def test_a_rotation_by_another_process_is_seen_through_the_term(store: KeyStore, provider: FileProvider) -> None:
    stale = store.create(5)
    other = _other_process(store, provider)
    assert other.rotate(5) == 2
    new = other.keyring(5, 2)
    assert new is not None
    sealed = new.seal(b"plain", b"place")
    with pytest.raises(UnknownTerm):
        stale.open(2, sealed, b"place")
    assert _opens(store.keyring(5, 2), 2, sealed)


def test_an_unused_new_term_changes_nothing_for_the_old_one(store: KeyStore, provider: FileProvider) -> None:
    store.create(5)
    store.rotate(5)
    keyring = _other_process(store, provider).keyring(5, 1)
    assert keyring is not None
    assert keyring.term == 1


def test_rotating_an_unknown_space_is_none(store: KeyStore) -> None:
    assert store.rotate(404) is None


def test_the_root_rotates_without_touching_the_data(
    store: KeyStore, provider: FileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_PAGE", 4)
    sealed = store.create(5).seal(b"plain", b"place")
    for space in range(100, 110):
        store.create(space)
    seed = store.system("checkpoint", 32)
    assert provider.rotate() == 2
    seen: list[int] = []
    assert store.rewrap_all(seen.append) == 12
    assert seen == [5, 9, 12]  # the house's own key and four spaces, then page by page
    wrapped = [row[0] for row in store.file.database().execute("SELECT wrapped FROM space_key")]
    assert {each[:2] for each in wrapped} == {b"\0\x02"}
    again = _other_process(store, FileProvider(provider._path))
    assert _opens(again.keyring(5, 1), 1, sealed)
    assert again.system("checkpoint", 32) == seed


def test_system_keys_are_drawn_once(store: KeyStore, provider: FileProvider) -> None:
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda _: _other_process(store, provider).system("public-ids", 16), range(16)))
    assert len(set(drawn)) == 1
    assert len(drawn[0]) == 16


def test_keyrings_are_cached(store: KeyStore, provider: FileProvider) -> None:
    store.create(5)
    counting = CountingProvider(provider._path)
    other = _other_process(store, counting)
    assert other.keyring(5, 1) is other.keyring(5, 1)
    assert counting.unwraps == 1


def test_the_cache_is_bounded_and_keeps_the_last_used(tmp_path: Path, provider: FileProvider) -> None:
    store = KeyStore(tmp_path / "small.sqlite", provider, cache_size=2)
    first, _ = store.create(1), store.create(2)
    assert store.keyring(1, 1) is first
    store.create(3)
    assert store.keyring(1, 1) is first
    assert len(store._cache) == 2


def test_a_shredded_key_is_gone_and_the_neighbour_opens(store: KeyStore) -> None:
    store.create(5)
    neighbour = store.create(6).seal(b"plain", b"place")
    assert store.shred(5, DAY) is not None
    assert store.keyring(5, 1) is None
    assert store.rotate(5) is None
    assert _opens(store.keyring(6, 1), 1, neighbour)


def test_a_shredded_space_never_gets_a_key_again(store: KeyStore) -> None:
    store.create(5)
    store.shred(5, DAY)
    with pytest.raises(Conflict):
        store.create(5)


def test_another_process_forgets_a_shredded_key(store: KeyStore, provider: FileProvider) -> None:
    store.create(5)
    other = _other_process(store, provider)
    assert other.keyring(5, 1) is not None
    store.shred(5, DAY)
    assert other.keyring(5, 1) is None


def test_a_shredded_key_is_overwritten_in_the_file(store: KeyStore) -> None:
    store.create(5)
    store.rotate(5)
    wrapped = store.file.terms(5).values()
    assert all(each in store.file.path.read_bytes() for each in wrapped)
    store.shred(5, DAY)
    assert not any(each in store.file.path.read_bytes() for each in wrapped)
    assert [path.name for path in store.file.path.parent.iterdir()] == ["store.sqlite"]


def test_shredding_twice_tells_the_first_time(store: KeyStore) -> None:
    store.create(5)
    first = store.shred(5, DAY)
    assert store.shred(5, date(2027, 1, 1)) == first
    assert store.shred(404, DAY) is None


def test_a_key_shredded_while_it_is_read_is_not_kept(
    store: KeyStore, provider: FileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create(5)
    store.evict(5)
    unwrap = provider.unwrap

    def shred_meanwhile(wrapped: bytes, context: bytes) -> bytes:
        store.shred(5, DAY)
        return unwrap(wrapped, context)

    monkeypatch.setattr(provider, "unwrap", shred_meanwhile)
    assert store.keyring(5, 1) is None
    assert not store._cache


def test_a_key_that_another_process_shreds_while_it_is_read_is_forgotten_at_its_next_use(
    store: KeyStore, provider: FileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create(5)
    other = _other_process(store, provider)
    unwrap = provider.unwrap

    def shred_meanwhile(wrapped: bytes, context: bytes) -> bytes:
        store.shred(5, DAY)
        return unwrap(wrapped, context)

    monkeypatch.setattr(provider, "unwrap", shred_meanwhile)
    other.keyring(5, 1)
    assert other.keyring(5, 1) is None
    assert not other._cache


def test_a_neighbour_is_opened_while_another_key_is_shredded(
    store: KeyStore, provider: FileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create(5)
    store.create(6)
    store.evict(6)
    unwrap = provider.unwrap

    def shred_meanwhile(wrapped: bytes, context: bytes) -> bytes:
        store.shred(5, DAY)
        return unwrap(wrapped, context)

    monkeypatch.setattr(provider, "unwrap", shred_meanwhile)
    assert store.keyring(6, 1) is not None


def test_a_rewrap_does_not_bring_back_what_is_shredded(
    store: KeyStore, provider: FileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create(5)
    rewrap = provider.rewrap

    def shred_meanwhile(wrapped: bytes, context: bytes) -> bytes:
        store.shred(5, DAY)
        return rewrap(wrapped, context)

    monkeypatch.setattr(provider, "rewrap", shred_meanwhile)
    store.rewrap_all()
    assert store.keyring(5, 1) is None


def test_a_failed_write_leaves_nothing(store: KeyStore) -> None:
    rows = [(9, 1, b"wrapped"), (9, 1, b"wrapped")]
    with pytest.raises(sqlite3.IntegrityError), store.file.writing() as database:
        database.executemany("INSERT INTO space_key VALUES (?, ?, ?)", rows)
    assert store.keyring(9, 1) is None


def test_threads_share_a_store(store: KeyStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.create, range(1, 25)))
        found = list(pool.map(lambda space: store.keyring(space, 1), range(1, 25)))
    assert [keyring.space for keyring in found if keyring] == list(range(1, 25))


def test_two_rotations_at_once_give_two_terms_or_a_conflict(store: KeyStore) -> None:
    store.create(5)
    barrier = threading.Barrier(4)

    def rotate(_: int) -> int | None:
        barrier.wait()
        try:
            return store.rotate(5)
        except Conflict:
            return None

    with ThreadPoolExecutor(4) as pool:
        terms = [term for term in pool.map(rotate, range(4)) if term]
    assert sorted(terms) == list(range(2, 2 + len(terms)))
    assert sorted(store.file.terms(5)) == [1, *sorted(terms)]


def test_a_forked_process_opens_its_own_connection(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = store.file.database()
    assert store.file.database() is mine
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert store.file.database() is not mine


def test_past_the_budget_no_key_is_unwrapped(store: KeyStore, provider: FileProvider) -> None:
    for space in (1, 2, 3):
        store.create(space)
    other = _other_process(store, provider, Budget(2))
    kept = other.keyring(1, 1)
    other.keyring(2, 1)
    with pytest.raises(Unavailable):
        other.keyring(3, 1)
    assert other.keyring(1, 1) is kept  # what is known already still serves


def test_a_shredded_key_is_forgotten_at_once(store: KeyStore) -> None:
    store.create(5)
    assert store.keyring(5, 1) is not None  # and this process has just looked for what others erased
    store.shred(5, DAY)
    assert store.keyring(5, 1) is None
    assert not store._cache


def test_the_cache_lets_go_of_the_one_used_longest_ago(tmp_path: Path, provider: FileProvider) -> None:
    store = KeyStore(tmp_path / "deep" / "er" / "small.sqlite", provider, cache_size=2)
    for space in (1, 2, 3):
        store.create(space)
    assert list(store._cache) == [(2, 1), (3, 1)]


def test_what_others_erased_is_asked_for_when_the_file_has_changed(
    store: KeyStore, provider: FileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    other = _other_process(store, provider)

    def gone_after(number: int) -> list[tuple[int, int]]:
        asked.append(number)
        return []

    monkeypatch.setattr(other.file, "gone_after", gone_after)
    for change, times in ((None, 1), (None, 1), (5, 2), (None, 2), (6, 3)):
        if change:
            store.create(change)
        other.keyring(7, 1)
        assert len(asked) == times


def _selects(file: KeyFile) -> list[str]:
    """Write down what is asked of the file from now on."""
    said: list[str] = []
    file.database().set_trace_callback(said.append)
    return said


def test_wrapped_keys_are_read_once_until_somebody_changes_the_file(store: KeyStore, provider: FileProvider) -> None:
    store.create(5)
    other = _other_process(store, provider)
    said = _selects(other.file)
    assert sorted(other.file.terms(5)) == sorted(other.file.terms(5)) == [1]
    assert other.file.terms(6) == {}
    assert len(said) == 2
    assert store.rotate(5) == 2
    assert sorted(other.file.terms(5)) == [1, 2]
    store.create(6)
    assert sorted(other.file.terms(6)) == [1]
    store.shred(5, DAY)
    assert other.file.terms(5) == {}


def test_what_a_process_of_its_own_writes_is_seen_at_once(store: KeyStore) -> None:
    store.create(5)
    assert sorted(store.file.terms(5)) == [1]
    delete = "import sqlite3, sys; sqlite3.connect(sys.argv[1], isolation_level=None).execute('DELETE FROM space_key')"
    subprocess.run([sys.executable, "-c", delete, str(store.file.path)], check=True, timeout=30)
    assert store.file.terms(5) == {}


def test_few_wrapped_keys_are_remembered(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ens.vault.keyfile._KEPT", 2)
    for space in (5, 6, 7):
        store.create(space)
    said = _selects(store.file)
    for space, reads in ((5, 1), (6, 2), (5, 2), (6, 2), (7, 3), (7, 3), (5, 4)):
        store.file.terms(space)
        assert len(said) == reads


def test_what_was_read_beside_a_writer_that_dies_is_not_remembered(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It showed the next value of the counter, its writing was undone, and another one takes that value again."""
    store.create(5)
    before = store.file.changes
    after = (int.from_bytes(before, "big") + 1).to_bytes(4, "big")
    shown = iter([after, before])
    with monkeypatch.context() as patch:
        patch.setattr(KeyFile, "changes", property(lambda _: next(shown)))
        assert sorted(store.file.terms(5)) == [1]
    assert store.file.add(5, 2, b"wrapped")
    assert store.file.changes == after
    assert sorted(store.file.terms(5)) == [1, 2]


def test_a_key_shredded_beside_a_writer_that_dies_is_forgotten(
    store: KeyStore, provider: FileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create(5)
    other = _other_process(store, provider)
    before = other.file.changes
    after = (int.from_bytes(before, "big") + 1).to_bytes(4, "big")
    shown = iter([after, before, before, before])
    with monkeypatch.context() as patch:
        patch.setattr(KeyFile, "changes", property(lambda _: next(shown)))
        assert other.keyring(5, 1) is not None
    store.shred(5, DAY)
    assert store.file.changes == after
    assert other.keyring(5, 1) is None


def test_system_keys_move_to_the_newest_root_too(store: KeyStore, provider: FileProvider) -> None:
    seed = store.system("checkpoint", 32)
    provider.rotate()
    store.rewrap_all()
    ((wrapped,),) = store.file.database().execute("SELECT wrapped FROM system_key").fetchall()
    assert wrapped[:2] == b"\0\x02"
    assert store.system("checkpoint", 32) == seed


def test_a_system_key_that_exists_is_not_drawn_again(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = store.system("checkpoint", 32)
    monkeypatch.setattr(store._provider, "wrap", None)
    assert store.system("checkpoint", 32) == seed


def test_a_term_out_of_order_is_not_added(store: KeyStore) -> None:
    assert store.file.add(5, 2, b"wrapped") is False
    assert store.file.add(5, 1, b"wrapped") is True
    assert store.file.add(5, 1, b"other") is False
    assert store.file.terms(5) == {1: b"wrapped"}


def test_a_key_made_elsewhere_is_kept_once_and_found_by_the_beginning_of_its_name(
    store: KeyStore, provider: FileProvider
) -> None:
    assert store.keep("signing/2026", b"one")
    assert store.keep("signing/2027", b"two")
    assert store.keep("sign", b"short")
    assert not store.keep("signing/2026", b"another"), "the first one stays"
    again = _other_process(store, provider)
    assert again.kept("signing/") == {"signing/2026": b"one", "signing/2027": b"two"}
    assert list(again.kept("sign")) == ["sign", "signing/2026", "signing/2027"]
    assert again.kept("other/") == {}


def test_a_key_that_is_forgotten_is_gone_for_every_process_and_the_others_stay(
    store: KeyStore, provider: FileProvider
) -> None:
    for name in ("signing/2026", "signing/2027"):
        store.keep(name, name.encode())
    store.forget("signing/2026")
    store.forget("signing/never")
    assert _other_process(store, provider).kept("signing/") == {"signing/2027": b"signing/2027"}
    assert store.keep("signing/2026", b"anew"), "its name is free again"


def test_a_kept_key_does_not_open_under_the_name_of_another(store: KeyStore) -> None:
    store.keep("signing/2026", b"one")
    store.keep("signing/2027", b"two")
    with store.file.writing() as database:
        taken = "UPDATE system_key SET wrapped = (SELECT wrapped FROM system_key WHERE name = ?) WHERE name = ?"
        database.execute(taken, ("signing/2026", "signing/2027"))
    with pytest.raises(Tampered):
        store.kept("signing/")
