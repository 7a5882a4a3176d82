"""Commands of ours that a bench starts, and the moment when they serve."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from ens.config.environment import PROJECT

START_SECONDS: Final = 60.0
_BOTH_UP: Final = 2.0  # the first process that listens is not the last one


def run(*arguments: str) -> None:
    """Run a command of Python's to its end, with this process's variables as they are now."""
    subprocess.run([sys.executable, *arguments], check=True, cwd=PROJECT, env=os.environ.copy())


@contextmanager
def child(
    *arguments: str, variables: Mapping[str, str] | None = None, loud: bool = True
) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a command of Python's beside for a block, with more variables; its log is thrown away unless it is loud."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=os.environ | dict(variables or {}),
        stderr=None if loud else subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


def await_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a server listens and its processes are up. RuntimeError when it ends before, or takes a minute."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(_BOTH_UP)
            break
    if process.poll() is not None or time.monotonic() >= end:
        raise RuntimeError(f"no server on port {port}")
