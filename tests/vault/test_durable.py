"""What a power cut leaves: everything is on the disk before the next step relies on it, in this order."""

import os
import stat
import threading
from pathlib import Path

import pytest

from ens.vault.durable import locked, replace_file, sync_folder


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is made durable, with its size, and what is renamed, one after the other."""
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note_fsync(handle: int) -> None:
        state, name = os.fstat(handle), Path(f"/proc/self/fd/{handle}").readlink().name
        done.append(f"fsync folder {name}" if stat.S_ISDIR(state.st_mode) else f"fsync {name} {state.st_size}")
        fsync(handle)

    def note_rename(self: Path, target: Path) -> Path:
        done.append(f"rename {self.name} {target.name}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)
    return done


def _open_handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_folder_is_synced_and_let_go(tmp_path: Path, steps: list[str]) -> None:
    before = _open_handles()
    sync_folder(tmp_path)
    assert steps == [f"fsync folder {tmp_path.name}"]
    assert _open_handles() == before


def test_a_new_content_is_on_the_disk_before_it_takes_the_name_and_the_name_after(
    tmp_path: Path, steps: list[str]
) -> None:
    before, path = _open_handles(), tmp_path / "roots"
    path.write_bytes(b"old")
    replace_file(path, b"a new one")
    assert steps == ["fsync roots.new 9", "rename roots.new roots", f"fsync folder {tmp_path.name}"]
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"a new one", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["roots"]
    assert _open_handles() == before


def test_a_draft_that_a_crash_left_is_thrown_away(tmp_path: Path) -> None:
    path, draft = tmp_path / "roots", tmp_path / "roots.new"
    draft.write_bytes(b"half of something long")
    draft.chmod(0o644)
    replace_file(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), draft.exists()) == (b"new", 0o600, False)


@pytest.mark.parametrize("act", [sync_folder, lambda path: locked(path).__enter__()], ids=["sync", "lock"])
def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path, act: object) -> None:
    path = tmp_path / "roots"
    path.write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        act(path)  # type: ignore[operator]


def test_a_locked_folder_keeps_the_next_one_waiting(tmp_path: Path) -> None:
    before, entered = _open_handles(), threading.Event()

    def enter() -> None:
        with locked(tmp_path):
            entered.set()

    other = threading.Thread(target=enter, daemon=True)
    with locked(tmp_path):
        other.start()
        assert not entered.wait(0.2)
    assert entered.wait(5)
    other.join(5)
    assert _open_handles() == before
