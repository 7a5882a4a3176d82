"""The embedded server: one call makes sure that the cluster of a `var` folder runs, whoever started it.

The process that starts it owns it: the server ends with that process, even when it is killed. Others just use it.
"""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import psycopg
from psycopg import errors, sql

from ens.postgres.binaries import EmbeddedError
from ens.postgres.guard import TAKEN
from ens.postgres.layout import Layout
from ens.postgres.url import Target

__all__ = ["EmbeddedError", "Handle", "ensure", "find_target", "is_running"]

START_SECONDS: Final = 90.0
_POLL_SECONDS: Final = 0.02
_PROJECT: Final = Path(__file__).resolve().parent.parent.parent


@dataclass(slots=True)
class Handle:
    """A running embedded server; `stop` ends it when this process started it, and does nothing otherwise."""

    target: Target
    guard: "subprocess.Popen[str] | None" = None
    _pipe: int = field(default=-1, repr=False)

    @property
    def owned(self) -> bool:
        """Say whether this process started the server."""
        return self.guard is not None

    def stop(self) -> None:
        """Stop the server and wait until it is gone."""
        if self.guard is None:
            return
        self.let_go()
        self.guard.wait()
        if self.guard.stderr is not None:
            self.guard.stderr.close()
        self.guard = None

    def let_go(self) -> None:
        """Close our end of the pipe: the guard stops the server once nobody holds it."""
        pipe, self._pipe = self._pipe, -1
        if pipe >= 0:
            os.close(pipe)

    def __enter__(self) -> Self:
        """Use it as a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop at the end of the block."""
        self.stop()


def find_target(var: Path) -> Target | None:
    """Tell where the cluster of a folder listens, or listened last, as its owner; None when it was never made."""
    return Layout(var).find_target()


def is_running(var: Path) -> bool:
    """Say whether some process runs the cluster of a folder now."""
    return _guarded(Layout(var))


def ensure(var: Path, settings: Mapping[str, str] | None = None) -> Handle:
    """Start the cluster of a folder (made at the first use), or find the one that runs, and wait until it answers.

    `settings` are further server settings, for the one that starts it.
    """
    layout = Layout(var.absolute())
    layout.prepare()
    if _guarded(layout) and (target := _answering(layout)) is not None:
        return Handle(target)
    guard, pipe = _spawn_guard(layout, settings or {})
    handle = Handle(Target("", "", "", 0, ""), guard, pipe)
    os.register_at_fork(after_in_child=handle.let_go)  # a forked child must not keep the server alive
    try:
        handle.target = _wait(layout, guard)
    except BaseException:
        handle.stop()
        raise
    if guard.poll() is not None:
        handle.stop()  # another process was faster: its server is the one that answered
    return handle


def _spawn_guard(layout: Layout, settings: Mapping[str, str]) -> "tuple[subprocess.Popen[str], int]":
    read, write = os.pipe()
    command = [sys.executable, "-m", "ens.postgres.guard", str(layout.var), str(read), json.dumps(dict(settings))]
    environment = os.environ | {"PYTHONPATH": str(_PROJECT)}
    try:
        guard = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=(read,),
            cwd="/",
            env=environment,
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then stops things in order
        )
    except OSError:
        os.close(write)
        raise
    finally:
        os.close(read)
    return guard, write


def _wait(layout: Layout, guard: "subprocess.Popen[str]") -> Target:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if guard.poll() not in {None, TAKEN} or (guard.poll() == TAKEN and not _guarded(layout)):
            reason = guard.stderr.read().strip() if guard.stderr else ""
            raise EmbeddedError(reason.splitlines()[-1] if reason else "the guard of PostgreSQL ended: try again")
        if _guarded(layout) and (target := _answering(layout)) is not None:
            _create_database(target)
            return target
        time.sleep(_POLL_SECONDS)
    msg = f"PostgreSQL does not answer: see {layout.log}"
    raise EmbeddedError(msg)


def _answering(layout: Layout) -> Target | None:
    target = layout.find_target()
    if target is None:
        return None
    try:
        psycopg.connect(target.conninfo("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" not in str(error):
            return None
        msg = f"PostgreSQL refuses the password in {layout.password}"
        raise EmbeddedError(msg) from None
    return target


def _guarded(layout: Layout) -> bool:
    """Say whether a guard holds the cluster; a server that has lost its guard is stopped by the next one."""
    try:
        with layout.lock.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _create_database(target: Target) -> None:
    with (
        psycopg.connect(target.conninfo("postgres"), autocommit=True) as connection,
        contextlib.suppress(errors.DuplicateDatabase, errors.UniqueViolation),
    ):
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(target.name)))
