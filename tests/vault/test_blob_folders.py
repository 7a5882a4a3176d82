"""The folders of files: private, synced when files go, and what the sweeper leaves alone."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ens.vault import blobs
from ens.vault.blobs import FileBlobs

ITEM = b"i" * 10


def test_the_folders_are_private_and_made_with_their_parents(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "er"
    FileBlobs(root).store(5, ITEM, 1, b"content", 100)
    (folder,) = root.iterdir()
    assert {stat.S_IMODE(place.stat().st_mode) for place in (root, folder)} == {0o700}


def test_an_erasure_is_on_disk_when_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileBlobs(tmp_path)
    store.store(5, ITEM, 1, b"content", 100)
    synced: list[Path] = []
    monkeypatch.setattr(blobs, "sync_folder", synced.append)
    assert store.erase_space(5, [(ITEM, 1), (ITEM, 2)]) == 1
    assert synced == [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_name_in_hexadecimal_of_another_length_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "aa"
    folder.mkdir()
    for name in ("abcd", "ab" * 21, "ab" * 19):
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    assert FileBlobs(tmp_path).sweep(lambda *_: False, datetime(2026, 11, 22, tzinfo=UTC)) == 0
    assert len(list(folder.iterdir())) == 3
