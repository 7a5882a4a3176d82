"""Two acts at once: one stops before a statement of its own choice while the other is carried out."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
PATIENCE = 15.0


class Actor(threading.Thread):
    """One act on a thread and a connection of its own; what came of it is kept."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._act = act
        self.result: object = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._act()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test judges it
            self.error = error
        finally:
            connections.close_all()


@dataclass
class Pause:
    """Where the first act stops: before its statement number `at`, from 0."""

    at: int
    who: threading.Thread | None = None
    count: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def before_statement(self) -> None:
        if threading.current_thread() is not self.who:
            return
        if self.count == self.at:
            self.reached.set()
            assert self.go.wait(PATIENCE)
        self.count += 1


@dataclass(frozen=True)
class Duel:
    """What came of it: `waited` says that the second act could not end while the first one stood still."""

    first: Actor
    second: Actor
    waited: bool
    at_end_of_second: object


@contextmanager
def _stopping(monkeypatch: pytest.MonkeyPatch, pause: Pause) -> Iterator[None]:
    real = Statement._execute

    def execute(self: Statement, connection: BaseDatabaseWrapper, args: tuple[object, ...]) -> object:
        pause.before_statement()
        return real(self, connection, args)

    with monkeypatch.context() as patch:
        patch.setattr(Statement, "_execute", execute)
        yield


def _waits(second: Actor) -> bool:
    """Say whether an act waits for a lock that the other one holds; returns when it ended or does wait."""
    for _ in range(int(PATIENCE / 0.02)):
        second.join(0.02)
        if not second.is_alive():
            return False
        with connections["default"].cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return True
    pytest.fail("the second act neither ends nor waits for a lock")


def fight(
    monkeypatch: pytest.MonkeyPatch,
    at: int,
    acts: tuple[Callable[[], object], Callable[[], object]],
    look: Callable[[], object] = lambda: None,
) -> Duel | None:
    """Stop the first act before its statement `at`, carry out the second; None when the first has no such statement.

    `look` is called when the second act has ended, or has turned out to wait.
    """
    pause, first, second = Pause(at), Actor(acts[0]), Actor(acts[1])
    pause.who = first
    with _stopping(monkeypatch, pause):
        first.start()
        while not pause.reached.wait(0.01):
            if not first.is_alive():
                return None
        second.start()
        waited = _waits(second)
        seen = look()
        pause.go.set()
        first.join(PATIENCE)
        second.join(PATIENCE)
    assert not first.is_alive(), "the first act hangs"
    assert not second.is_alive(), "the second act hangs"
    return Duel(first, second, waited, seen)
