"""Faults at every boundary of an act: before and after each statement, commit, file on the disk and key.

Four kinds. `die`: from there on nothing that the process does has any effect, as if it had been killed; whoever goes
on must come back as a new process does. `error`: this one statement or file fails, once. `cut`: the database ends the
connection, and everything after it is the process's own affair. `lost`: a commit is done, and its answer never comes.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.gate.house import house
from ens.postgres.seats import belongings
from ens.postgres.statements import Statement
from ens.vault import blobs
from ens.vault.keyfile import KeyFile

KINDS: Final = ("die", "error", "cut", "lost")

_COMMIT: Final = BaseDatabaseWrapper.commit
_DATABASE: Final = ((Statement, "_execute"), (BaseDatabaseWrapper, "commit"), (BaseDatabaseWrapper, "rollback"))
_DISK: Final = (
    (blobs, "_open_new"),
    (blobs, "_rename_new"),
    (blobs, "sync_folder"),
    (Path, "unlink"),
    (KeyFile, "add"),
    (KeyFile, "erase"),
)


class Death(BaseException):
    """The process is dead: no handler may do anything any more."""


@dataclass(slots=True)
class Fault:
    """One fault, at the boundary number `at`; `struck` says that the act had that many."""

    kind: str = ""
    at: int = 0
    struck: bool = False
    _passed: int = 0

    def pass_by(self, *, disk: bool) -> None:
        """Go over one boundary."""
        if self.kind == "lost":
            return
        if self.struck:
            if self.kind == "die":
                raise Death
            return
        if self._passed == self.at and self.kind:
            self.struck = True
            self._strike(disk=disk)
        self._passed += 1

    def lose(self) -> None:
        """Lose the answer to a commit."""
        if self.kind == "lost" and not self.struck:
            self.struck = True
            cut_connection()
            raise OperationalError

    def _strike(self, *, disk: bool) -> None:
        if self.kind == "die":
            raise Death
        if self.kind == "cut":
            cut_connection()
        elif disk:
            raise OSError(errno.ENOSPC, "no space left on device")
        else:
            raise OperationalError


@contextmanager
def injected(fault: Fault) -> Iterator[Fault]:
    """Let a fault strike the acts of this block."""
    replaced = [(owner, name, getattr(owner, name)) for owner, name in (*_DATABASE, *_DISK)]
    for owner, name, real in replaced:
        setattr(owner, name, _guarded(real, fault, disk=(owner, name) in _DISK))
    try:
        yield fault
    finally:
        for owner, name, real in replaced:
            setattr(owner, name, real)


def _guarded(real: Callable[..., Any], fault: Fault, *, disk: bool) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        fault.pass_by(disk=disk)
        result = real(*arguments, **named)
        fault.pass_by(disk=disk)
        if real is _COMMIT:
            fault.lose()
        return result

    return call


def cut_connection() -> None:
    """Let the database end this process's connection, and wait until it has."""
    raw = connections["default"].connection
    if raw is None or raw.closed:
        return
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])


def start_again() -> None:
    """Come back as a new process: no connection, no key in memory, nothing but what is on the disk."""
    raw = connections["default"].connection
    if raw is not None:
        raw.close()
    del connections["default"]
    if house.cache_info().currsize:
        house().keys.file.database().close()
    belongings().clear()
    house.cache_clear()
