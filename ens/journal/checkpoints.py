"""Keeps signed checkpoints outside the database, where a change of the database cannot reach them.

`checkpoint` is the newest one, replaced whole; `checkpoints.log` has one JSON text per line, oldest first. Copy them
to another machine or publish them: what this folder's owner can write proves nothing against that owner.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ens.journal.note import Checkpoint, read_checkpoint, read_note

LATEST: Final = "checkpoint"
LOG: Final = "checkpoints.log"


def read_latest(folder: Path) -> Checkpoint | None:
    """Read the newest checkpoint kept outside, without checking its signature; None before the first."""
    try:
        note = (folder / LATEST).read_text()
    except FileNotFoundError:
        return None
    return read_checkpoint(read_note(note)[0])


def read_log(folder: Path) -> Iterator[str]:
    """Read the notes kept outside, oldest first; a last line cut short by a crash is left out."""
    try:
        with (folder / LOG).open() as lines:
            for line in lines:
                if line.endswith("\n"):
                    yield json.loads(line)
    except FileNotFoundError:
        return


def keep(folder: Path, note: str) -> None:
    """Keep a note outside, durably; an older note than the newest one kept changes nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        latest = read_latest(folder)
        if latest is not None and latest.size >= read_checkpoint(read_note(note)[0]).size:
            return
        _append_line(folder / LOG, note)
        fresh = folder / f"{LATEST}.new"
        with fresh.open("w") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / LATEST)
        _sync_folder(folder)


def _append_line(path: Path, note: str) -> None:
    """Add one line, after closing a line that a crash has cut short."""
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            torn = file.read(1) != b"\n"
        else:
            torn = False
        if torn:
            _drop_torn_line(path)
        file.write(json.dumps(note).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _drop_torn_line(path: Path) -> None:
    """Cut the file behind its last complete line."""
    data = path.read_bytes()
    os.truncate(path, data.rfind(b"\n") + 1)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time write in the folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
