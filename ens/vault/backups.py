"""Copies of the key store: one file a day or more, each gone after the retention.

The retention is a promise: an erased key may still stand in a copy until the copy is deleted, and the certificate of
erasure counts on it. The day of a copy is in its name.
"""

import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from ens.kernel import clock
from ens.vault.durable import sync_folder
from ens.vault.keyfile import KeyFile

RETENTION_DAYS: Final = 30
_NAME: Final = "keys-{:%Y-%m-%d-%H%M%S%f}.sqlite"
_DAY: Final = slice(len("keys-"), len("keys-2026-01-01"))


def backup(file: KeyFile, folder: Path) -> Path:
    """Copy the key store into a folder, durably and consistently, and return the copy."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _NAME.format(clock.now())
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path)) as copy:
        file.database().backup(copy)
    with path.open("rb") as written:
        os.fsync(written.fileno())
    sync_folder(folder)
    return path


def has_backup(folder: Path, day: date) -> bool:
    """Say whether a copy of that day exists."""
    return any(_day(path) == day for path in folder.glob("keys-*.sqlite"))


def prune_backups(folder: Path, today: date, retention_days: int = RETENTION_DAYS) -> list[Path]:
    """Delete the copies that are past their retention and return them."""
    old = [path for path in folder.glob("keys-*.sqlite") if last_day(_day(path), retention_days) < today]
    for path in old:
        path.unlink()
    if old:
        sync_folder(folder)
    return old


def last_day(day: date, retention_days: int = RETENTION_DAYS) -> date:
    """Tell the last day on which a copy made on a day may exist."""
    return day + timedelta(days=retention_days)


def _day(path: Path) -> date:
    return date.fromisoformat(path.name[_DAY])
