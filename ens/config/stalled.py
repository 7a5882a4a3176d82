"""Cuts the lines on which a message stands still: the server waits for the rest of a body without end.

What the kernel counts of each connection (`TCP_INFO`, Linux) tells the slow from the stalled: in every period, a client
in the middle of a body must send, and one in the middle of an answer must take, at least so many bytes. While a body
is awaited, a line on which nothing else happens looks the same, and is cut too: it was idle.
"""

import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from termios import TIOCOUTQ
from typing import Final, NamedTuple

from ens.config import bodies

PERIOD_SECONDS: Final = 20.0
LEAST_BYTES: Final = 10_000  # in a period: 4 kbit/s
_DESCRIPTORS: Final = Path("/proc/self/fd")
_COUNTERS: Final = struct.Struct("=120xQQ")  # tcpi_bytes_acked, tcpi_bytes_received (linux/tcp.h)


class _Line(NamedTuple):
    """What went through one connection so far."""

    taken: int
    sent: int


def watch(port: int, period: float = PERIOD_SECONDS) -> None:
    """Look after the connections of this process on a port for as long as it runs, where that is possible."""
    if sys.platform == "linux":
        threading.Thread(target=_watch, args=(port, period), name="stalled", daemon=True).start()


def _watch(port: int, period: float) -> None:
    before: dict[int, _Line] = {}
    while True:
        time.sleep(period)
        since = bodies.awaited_since()
        before = cut_stalled(port, before, awaits=since is not None and since < time.monotonic() - period)


def cut_stalled(port: int, before: dict[int, _Line], *, awaits: bool) -> dict[int, _Line]:
    """Cut what has stood still since the last look, given as `before`; gives this look's counts."""
    now = {}
    for number, line in _list_lines(port):
        now[number], was = _count(line), before.get(number)
        if was is not None and _stands_still(line, was, now[number], awaits=awaits):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
    return now


def _stands_still(line: socket.socket, was: _Line, now: _Line, *, awaits: bool) -> bool:
    taken, sent = now.taken - was.taken, now.sent - was.sent
    if struct.unpack("i", ioctl(line, TIOCOUTQ, bytes(4)))[0]:
        return taken < LEAST_BYTES
    return awaits and not taken and sent < LEAST_BYTES


def _count(line: socket.socket) -> _Line:
    return _Line(*_COUNTERS.unpack(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _COUNTERS.size)))


def _list_lines(port: int) -> Iterator[tuple[int, socket.socket]]:
    """List the connections of this process on a port, each by a number that no later one has."""
    for descriptor in _DESCRIPTORS.iterdir():
        with suppress(OSError):
            if not descriptor.readlink().name.startswith("socket:"):
                continue
            with socket.socket(fileno=os.dup(int(descriptor.name))) as line:
                if line.family in {socket.AF_INET, socket.AF_INET6} and line.getsockname()[1] == port:
                    line.getpeername()  # only what is connected has one
                    yield os.fstat(line.fileno()).st_ino, line
