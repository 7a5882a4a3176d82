"""Copies of the key store: whole, private, durable, and gone after the retention."""

import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from ens.kernel import clock
from ens.vault import backups
from ens.vault.backups import backup, has_backup, prune_backups
from ens.vault.keys import KeyStore
from ens.vault.providers import FileProvider


def test_a_copy_is_whole_and_private(store: KeyStore, provider: FileProvider, tmp_path: Path) -> None:
    sealed = store.create(5).seal(b"plain", b"place")
    copy = backup(store.file, tmp_path / "copies")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    keyring = KeyStore(copy, provider).keyring(5, 1)
    assert keyring is not None
    assert keyring.open(1, sealed, b"place") == b"plain"


def test_a_copy_is_made_while_others_write(store: KeyStore, tmp_path: Path) -> None:
    for space in range(1, 50):
        store.create(space)
    first = backup(store.file, tmp_path / "copies")
    store.create(50)
    second = backup(store.file, tmp_path / "copies")
    assert first != second
    assert second.stat().st_size >= first.stat().st_size


def test_copies_go_the_day_after_their_last(store: KeyStore, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    copy = backup(store.file, folder)
    (folder / "notes.txt").touch()
    today = clock.today()
    assert prune_backups(folder, today, 0) == []
    assert prune_backups(folder, today + timedelta(7), 7) == []
    assert prune_backups(folder, today + timedelta(8), 7) == [copy]
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_nothing_to_prune_is_fine(tmp_path: Path) -> None:
    assert prune_backups(tmp_path / "none", date(2026, 11, 22)) == []


def test_the_folder_of_copies_is_private(store: KeyStore, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "copies"
    backup(store.file, folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_copy_of_a_day_is_found(store: KeyStore, tmp_path: Path) -> None:
    assert not has_backup(tmp_path, clock.today())
    copy = backup(store.file, tmp_path)
    day = date.fromisoformat(copy.name[5:15])
    assert has_backup(tmp_path, day) is True
    assert has_backup(tmp_path, day - timedelta(1)) is False


def test_a_copy_is_on_disk_before_it_returns(store: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[Path, bool]] = []
    folder = tmp_path / "copies"

    def synced(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        done.append((place, place.stat().st_size == store.file.path.stat().st_size))

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(backups, "sync_folder", lambda place: done.append((place, True)))
    copy = backup(store.file, folder)
    assert done == [(copy, True), (folder, True)]
    done.clear()
    prune_backups(folder, clock.today())
    assert done == []
    prune_backups(folder, clock.today() + timedelta(31))
    assert done == [(folder, True)]
