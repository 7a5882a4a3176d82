"""The guard: a small process that owns the embedded server and stops it when its own parent is gone.

It holds the read end of a pipe whose write end only the parent has; end of file comes even when the parent is killed
with signal 9. It also starts the server again when that is killed. Run as `python -m ens.postgres.guard VAR FD JSON`.
"""

import fcntl
import json
import select
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final, NoReturn

from ens.postgres import server
from ens.postgres.binaries import EmbeddedError, prefix_for
from ens.postgres.initdb import init
from ens.postgres.layout import Layout

TAKEN: Final = 3  # exit code: another guard runs this cluster
FAILED: Final = 4  # exit code: one line on stderr says why
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_TICK_SECONDS: Final = 0.1
_LOCK_TRIES: Final = 10
_LOCK_PAUSE_SECONDS: Final = 0.03
_QUICK_SECONDS: Final = 5.0
_QUICK_DEATHS: Final = 20  # a killed server's children may need a while to leave its shared memory


def main(arguments: list[str]) -> int:
    """Run the cluster of a `var` folder until the pipe closes."""
    layout, pipe, extra = Layout(Path(arguments[0])), int(arguments[1]), json.loads(arguments[2])
    for sign in _SIGNALS:
        signal.signal(sign, _leave)
    with layout.lock.open("w") as lock:
        if not _take(lock):
            return TAKEN
        try:
            return _guard(layout, pipe, extra)
        except EmbeddedError as error:
            sys.stderr.write(f"{error}\n")
            return FAILED


def _leave(*_: object) -> NoReturn:
    """End in order, once: nothing may cut the stop of the server short."""
    for sign in _SIGNALS:
        signal.signal(sign, signal.SIG_IGN)
    sys.exit(0)


def _take(lock: IO[str]) -> bool:
    """Lock the cluster for this guard; somebody who merely looks holds it for a moment."""
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_PAUSE_SECONDS)
        else:
            return True
    return False


def _guard(layout: Layout, pipe: int, extra: Mapping[str, str]) -> int:
    server.stop_orphan(layout)
    prefix = prefix_for(layout.var)
    if not layout.data.exists():
        init(layout, prefix)
    quick_deaths = 0
    while quick_deaths < _QUICK_DEATHS:
        started = time.monotonic()
        process = server.start(layout, prefix, extra)
        try:
            while process.poll() is None:
                if select.select([pipe], [], [], _TICK_SECONDS)[0]:
                    return 0
        finally:
            if process.poll() is None:
                server.stop(process)
        quick_deaths = quick_deaths + 1 if time.monotonic() - started < _QUICK_SECONDS else 0
        if select.select([pipe], [], [], min(0.5, 0.1 * quick_deaths))[0]:
            return 0
    msg = f"PostgreSQL does not stay up: see {layout.log}"
    raise EmbeddedError(msg)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
