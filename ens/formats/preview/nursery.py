"""Where children come from: one process beside this one, made ready, that forks one for each file.

All children of one zygote share the places of its memory. Somebody who makes children die to learn those places starts
again at nothing: after a death that nobody wanted, and after some hundreds of files, the next zygote takes over.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

FORKS: Final = 500  # of one zygote
COMMAND = [sys.executable, "-s", "-E", "-m", "ens.formats.preview.limited.zygote"]
_PROJECT: Final = Path(__file__).resolve().parents[3]
_SECONDS: Final = 5.0  # for a killed process to be gone
_lock = threading.Lock()


class Zygote:
    """A process that forks children, as long as somebody holds its socket or a leash."""

    def __init__(self) -> None:
        """Start it in a session of its own, without our environment."""
        self.control, theirs = socket.socketpair()
        self.forks = 0
        with theirs:
            self.process = subprocess.Popen(
                COMMAND,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_PROJECT,
                env={},
                start_new_session=True,
            )


_zygotes: list[Zygote] = []  # the last one is asked; the others end with the children that they still have


@contextlib.contextmanager
def fork() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Lend a child that has seen no file: where to write to it, where to read from it. At the end it is no more."""
    (source, asks), (says, sink) = os.pipe(), os.pipe()
    leash, held = socket.socketpair()
    with leash, os.fdopen(asks, "wb", 0) as requests, os.fdopen(says, "rb", 0) as answers:
        try:
            _hand([source, sink, held.fileno()])
        finally:
            os.close(source)
            os.close(sink)
            held.close()
        try:
            yield requests, answers
        finally:
            _let_go(leash)


def renew() -> None:
    """Start the next zygote; children that are at work go on."""
    with _lock:
        _start()


@atexit.register
def dismiss() -> None:
    """End all of them."""
    with _lock:
        while _zygotes:
            zygote = _zygotes.pop()
            zygote.control.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                zygote.process.wait(_SECONDS)


def _hand(descriptors: list[int]) -> None:
    """Give them to the zygote, or to the next one when it is worn out, or was killed."""
    with _lock:
        if not _zygotes or _zygotes[-1].forks >= FORKS:
            _start()
        try:
            socket.send_fds(_zygotes[-1].control, [b"f"], descriptors)
        except ConnectionError:
            _start()
            socket.send_fds(_zygotes[-1].control, [b"f"], descriptors)
        _zygotes[-1].forks += 1


def _start() -> None:
    for zygote in _zygotes:
        zygote.control.close()
    _zygotes[:] = [*(zygote for zygote in _zygotes if zygote.process.poll() is None), Zygote()]


def _let_go(leash: socket.socket) -> None:
    """Have the child killed, and wait until it is gone: its memory counts until then."""
    with contextlib.suppress(OSError):
        leash.shutdown(socket.SHUT_WR)
        leash.settimeout(_SECONDS)
        leash.recv(1)
