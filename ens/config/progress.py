"""Shows how far long work is: one line that moves on a terminal, plain lines now and then in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_TERMINAL_SECONDS = 0.2
_LOG_SECONDS = 10.0


@contextmanager
def counter(what: str) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many have been done; the moving line is gone at the end."""
    terminal = sys.stderr.isatty()
    pause = _TERMINAL_SECONDS if terminal else _LOG_SECONDS
    next_time, width = time.monotonic() + pause, 0

    def tell(done: int) -> None:
        nonlocal next_time, width
        if time.monotonic() < next_time:
            return
        next_time = time.monotonic() + pause
        text = f"  {what}: {done:,}"
        width = max(width, len(text))
        sys.stderr.write(f"\r{text:<{width}}" if terminal else f"{text}\n")
        sys.stderr.flush()

    yield tell
    if terminal and width:
        sys.stderr.write("\r" + " " * width + "\r")
