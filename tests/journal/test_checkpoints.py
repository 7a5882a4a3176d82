"""Checkpoints kept outside the database: order, torn lines, durability."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ens.journal import checkpoints
from ens.journal.checkpoints import LATEST, LOG, keep, read_latest, read_log
from ens.journal.signing import CheckpointSigner

SIGNER = CheckpointSigner("ens.local/journal", bytes(range(32)))


def note(size: int) -> str:
    return SIGNER.sign(size, bytes(32))


def test_nothing_is_kept_before_the_first(tmp_path: Path) -> None:
    assert read_latest(tmp_path) is None
    assert list(read_log(tmp_path / "absent")) == []


def test_the_newest_is_read_and_all_are_listed(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    for size in (1, 3, 9):
        keep(folder, note(size))
        latest = read_latest(folder)
        assert latest is not None
        assert latest.size == size
        assert (folder / LATEST).read_text() == note(size)
    assert list(read_log(folder)) == [note(1), note(3), note(9)]
    assert sorted(path.name for path in folder.iterdir()) == [LATEST, LOG]


@pytest.mark.parametrize("size", [2, 3])
def test_an_older_or_the_same_one_changes_nothing(tmp_path: Path, size: int) -> None:
    keep(tmp_path, note(3))
    before = (tmp_path / LOG).read_bytes()
    keep(tmp_path, note(size))
    assert (tmp_path / LOG).read_bytes() == before
    assert (tmp_path / LATEST).read_text() == note(3)


@pytest.mark.parametrize("left", [b'"cut', b'"complete"\n"cut', b'"complete"\n'])
def test_a_torn_line_is_replaced_and_complete_ones_stay(tmp_path: Path, left: bytes) -> None:
    (tmp_path / LOG).write_bytes(left)
    complete = [json.loads(line) for line in left.split(b"\n")[:-1]]
    assert list(read_log(tmp_path)) == complete
    keep(tmp_path, note(4))
    assert list(read_log(tmp_path)) == [*complete, note(4)]
    assert (tmp_path / LOG).read_bytes().count(b"\n") == len(complete) + 1


def test_file_and_folder_are_on_disk_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, int]] = []

    def watched(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        done.append((place.name, os.fstat(descriptor).st_size if place.is_file() else 0))

    def replaced(self: Path, target: Path) -> Path:
        done.append(("replaced", 0))
        os.rename(self, target)  # noqa: PTH104  the method itself is what is watched
        return target

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(Path, "replace", replaced)
    keep(tmp_path, note(4))
    whole = len(json.dumps(note(4)).encode()) + 1
    expected = [(LOG, whole), (f"{LATEST}.new", len(note(4).encode())), ("replaced", 0), (tmp_path.name, 0)]
    assert done == expected


def test_one_process_at_a_time_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []

    def is_locked(*_: Any) -> None:
        descriptor = os.open(tmp_path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held.append(False)
        except BlockingIOError:
            held.append(True)
        finally:
            os.close(descriptor)

    monkeypatch.setattr(checkpoints, "_append_line", is_locked)
    before = len(list(Path("/proc/self/fd").iterdir()))
    keep(tmp_path, note(4))
    assert held == [True]
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    is_locked()
    assert held == [True, False]
