"""A tripwire on unwrapping: somebody who empties the base needs many keys in a short time."""

import logging
import time
from collections.abc import Callable
from threading import Lock

from ens.kernel.errors import Unavailable

_log = logging.getLogger(__name__)


class Budget:
    """How many keys one process may unwrap in a minute; past it, `spend` raises `Unavailable` until the next."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = Lock()
        self._minute = -1
        self._spent = 0

    def spend(self, number: int = 1) -> None:
        """Count unwraps about to be made."""
        minute = int(self._clock() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._spent = minute, 0
            before, self._spent = self._spent, self._spent + number
        if before + number > self._per_minute:
            if before <= self._per_minute:  # the one that crosses the line tells it, the others stay silent
                _log.critical("key budget of %d unwraps a minute is spent", self._per_minute)
            raise Unavailable(reasons=("key_budget",))
