"""A folder as the migrations leave it, made once per run and copied for each house: database, keys, no notebook.

What belongs to one place (sockets, ports, locks, logs) is left out. A demonstration that starts from nothing is tried
in `test_start_and_stop`.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

PREPARED: Final = "TEST_ENS_PREPARED"  # where all workers of a run find it
_OF_ONE_PLACE: Final = shutil.ignore_patterns("socket", "postgres.json", "postgres.log", "postmaster.pid", "*.lock")


def furnish(var: Path, migrate: Callable[[Path], None]) -> None:
    """Give a house that has no folder yet a copy of the one that `migrate` fills the first time."""
    made, begun = _folder() / "var", _folder() / "begun"
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(begun, ignore_errors=True)
            migrate(begun)
            begun.rename(made)
    shutil.copytree(made, var, ignore=_OF_ONE_PLACE)


@cache
def _folder() -> Path:
    if given := os.environ.get(PREPARED):
        return Path(given)
    own = tempfile.mkdtemp(prefix="ens-prepared-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return Path(own)
