"""Runs several commands of the house as children, and ends them all together."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from ens.config.environment import PROJECT
from ens.config.leash import PARENT

STOP_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.2
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def supervise(
    commands: Sequence[Sequence[str]],
    ready: Callable[[], None] = lambda: None,
    errands: Sequence[Sequence[str]] = (),
) -> int:
    """Run `ens` with each list of arguments until a signal comes or one of them ends; return an exit code.

    `ready` is called once all have been started. An errand is a command that ends by itself and stops nothing.
    Whatever happens, every child is gone when this returns; a child also ends by itself when this process is killed.
    """
    with stop_signals() as stopped, children([*commands, *errands]) as running:
        ready()
        while not stopped.wait(_LOOK_SECONDS):
            ended = [child for child in running[: len(commands)] if child.poll() is not None]
            if ended:
                return ended[0].returncode or 1
    return 0


@contextmanager
def children(commands: Sequence[Sequence[str]]) -> "Iterator[list[subprocess.Popen[bytes]]]":
    """Start `ens` once per list of arguments; stop them at the end of the block, gently and then by force."""
    running: list[subprocess.Popen[bytes]] = []
    try:
        running.extend(_start(command) for command in commands)
        yield running
    finally:
        _stop(running)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C, SIGTERM or SIGHUP sets, instead of an exception somewhere in the middle."""
    event = threading.Event()
    before = {sign: signal.signal(sign, lambda *_: event.set()) for sign in _SIGNALS}
    try:
        yield event
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "ens.config.cli", *command],
        stdin=subprocess.DEVNULL,
        cwd=PROJECT,
        env=os.environ | {PARENT: str(os.getpid())},
        start_new_session=True,  # Ctrl-C comes to us alone; we pass it on in order
    )


def _stop(running: "Sequence[subprocess.Popen[bytes]]") -> None:
    for child in reversed(running):
        if child.poll() is None:
            child.terminate()
    for child in running:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
