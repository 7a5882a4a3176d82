"""Seats: how many requests one web process works on at once, each with a database connection of its own.

A thread takes a seat while it works and leaves it while it waits for a client, who may be slow: as many clients as
there are threads can be waited for, and they keep nobody else from a seat. Whoever waits for a seat gets one in turn.
Where no seats are arranged (commands, tests), a thread has its own connection, as always with Django.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_ALIAS: Final = "default"
_BELONGINGS: Final = "ens_belongings"
_taken: Final = threading.local()
_own: Final = threading.local()


class _Turn:
    """Somebody who waits until a seat is handed over."""

    __slots__ = ("called", "connection")

    def __init__(self) -> None:
        self.called = threading.Lock()
        self.called.acquire()
        self.connection: BaseDatabaseWrapper


class _Row:
    """The seats of one process; the one that was left last is the warmest, and taken first."""

    def __init__(self, connections: Iterable[BaseDatabaseWrapper]) -> None:
        self.free = list(connections)
        self._waiting: deque[_Turn] = deque()
        self._lock = threading.Lock()

    def take(self) -> BaseDatabaseWrapper:
        """Give a free seat, or wait in turn."""
        with self._lock:
            if self.free:
                return self.free.pop()
            turn = _Turn()
            self._waiting.append(turn)
        turn.called.acquire()
        return turn.connection

    def leave(self, connection: BaseDatabaseWrapper) -> None:
        """Hand a seat to whoever has waited longest."""
        with self._lock:
            if connection.errors_occurred:  # what broke this one may have broken those that nobody has used since
                for other in self.free:
                    other.errors_occurred = True
            if not self._waiting:
                self.free.append(connection)
                return
            turn = self._waiting.popleft()
        turn.connection = connection
        turn.called.release()


_rows: Final[list[_Row]] = []  # one, once seats are arranged


def arrange(count: int) -> None:
    """Make the seats of this process."""
    made = [connections.create_connection(_ALIAS) for _ in range(count)]
    for connection in made:
        connection.inc_thread_sharing()  # by one thread at a time
    _rows[:] = [_Row(made)]


def belongings() -> dict[str, Any]:
    """Give what is kept for whoever sits in this seat, or for this thread where it has none."""
    kept: dict[str, Any] = vars(getattr(_taken, "connection", _own)).setdefault(_BELONGINGS, {})
    return kept


class sit:  # noqa: N801  reads as what is done: `with sit():`
    """Work in a seat; wait for one, in turn. Whoever sits already goes on sitting."""

    __slots__ = ("_mine",)

    def __enter__(self) -> None:
        """Take a seat."""
        self._mine = bool(_rows) and not vars(_taken)
        if self._mine:
            _take()

    def __exit__(self, *_: object) -> None:
        """Leave it."""
        if self._mine:
            _leave()


@contextmanager
def aside() -> Iterator[None]:
    """Leave the seat while a block waits for somebody else; nothing without one, nor inside a transaction."""
    if not vars(_taken) or _taken.connection.in_atomic_block:
        yield
        return
    _leave()
    try:
        yield
    finally:
        _take()


def in_pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """Make each piece of a long answer in a seat, and leave it while the client takes it."""
    try:
        pieces = iter(content)
        while True:
            with sit():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        close = getattr(content, "close", None)  # a generator's, or an answer's of Django
        if close is not None:
            close()


def _take() -> None:
    connection = _rows[0].take()
    connections[_ALIAS] = _taken.connection = connection
    if connection.errors_occurred:  # only one that has failed is worth a look
        connection.close_if_unusable_or_obsolete()


def _leave() -> None:
    connection = _taken.connection
    del _taken.connection
    del connections[_ALIAS]
    _rows[0].leave(connection)
