"""Ends a process when its parent is gone, even one that was killed: no child outlives the command that began it."""

import os
import signal
import threading
import time
from typing import Final

PARENT: Final = "ENS_PARENT"  # set by `processes` for its children, never by an operator
_LOOK_SECONDS: Final = 0.25
_GRACE_SECONDS: Final = 10.0


def follow_parent() -> None:
    """Watch the process that started this one, when `processes` did."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        _watch(int(parent), grace=_GRACE_SECONDS)


def follow_creator() -> None:
    """Watch whatever process started this one, and end at once with it."""
    _watch(os.getppid(), grace=0.0)


def _watch(parent: int, grace: float) -> None:
    threading.Thread(target=_wait_and_end, args=(parent, grace), name="leash", daemon=True).start()


def _wait_and_end(parent: int, grace: float) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    if grace:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
    os._exit(1)
