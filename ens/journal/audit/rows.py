"""Streams rows in bounded memory, all from one snapshot of the database."""

from collections.abc import Iterator
from typing import Any, Final, LiteralString

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

_PAGE: Final = 5_000
Row = tuple[Any, ...]


def stream(connection: BaseDatabaseWrapper, name: str, query: LiteralString, *values: object) -> Iterator[Row]:
    """Stream the rows of a query through a cursor of that name on the server, inside the running transaction."""
    with psycopg.ServerCursor(connection.connection, name) as cursor:
        cursor.itersize = _PAGE
        cursor.execute(query, values, binary=True)
        yield from cursor


class Ahead:
    """An iterator that shows its next row before it is taken."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.next: Row | None = next(rows, None)

    def take(self) -> Row:
        """Take the row that was shown."""
        row = self.next
        if row is None:
            msg = "there is no row left"
            raise LookupError(msg)
        self.next = next(self._rows, None)
        return row

    def take_below(self, bound: int) -> Iterator[Row]:
        """Take the rows whose first value is below a bound."""
        while self.next is not None and self.next[0] < bound:
            yield self.take()

    def take_at(self, value: int) -> Iterator[Row]:
        """Take the rows whose first value is this one."""
        while self.next is not None and self.next[0] == value:
            yield self.take()

    def take_all(self) -> Iterator[Row]:
        """Take every row that is left."""
        while self.next is not None:
            yield self.take()
