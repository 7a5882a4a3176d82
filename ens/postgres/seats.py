"""Seats: how many requests one web process works on at once, each with a database connection of its own.

A thread takes a seat while it works and leaves it while it waits for a client, who may be slow: as many clients as
there are threads can be waited for, and they keep nobody else from a seat. Where no seats are arranged (commands,
tests), a thread has its own connection, as always with Django.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_ALIAS: Final = "default"
_free: Final[list[SimpleQueue[BaseDatabaseWrapper]]] = []  # one queue, once seats are arranged
_taken: Final = threading.local()


def arrange(count: int) -> None:
    """Make the seats of this process."""
    seats: SimpleQueue[BaseDatabaseWrapper] = SimpleQueue()
    for _ in range(count):
        connection = connections.create_connection(_ALIAS)
        connection.inc_thread_sharing()  # by one thread at a time
        seats.put(connection)
    _free[:] = [seats]


@contextmanager
def sit() -> Iterator[None]:
    """Work in a seat; wait for one, in turn. Whoever sits already goes on sitting."""
    if not _free or vars(_taken):
        yield
        return
    try:
        _take()
        yield
    finally:
        _leave()


@contextmanager
def aside() -> Iterator[None]:
    """Leave the seat while a block waits for somebody else; nothing without one, never inside a transaction."""
    if not vars(_taken):
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
    connection = _free[0].get()
    connections[_ALIAS] = _taken.connection = connection
    if connection.errors_occurred:  # only one that has failed is worth a look
        connection.close_if_unusable_or_obsolete()


def _leave() -> None:
    connection = _taken.connection
    del _taken.connection
    del connections[_ALIAS]
    _free[0].put(connection)
