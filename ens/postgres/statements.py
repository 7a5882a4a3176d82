"""Named prepared statements on Django's own connection, in binary, for everything that is hot.

Django's own cursor binds on the client and never prepares; a raw cursor on the same connection does both better and
still takes part in Django's transactions. A statement is prepared by each connection the first time it runs there.
"""

import threading
from typing import Any, Final

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors
from psycopg.types.numeric import Int8BinaryDumper

Rows = list[tuple[Any, ...]]
PREPARED_MAX: Final = 1000  # more than the house has statements: none is ever evicted

_local = threading.local()


def _cursor(connection: BaseDatabaseWrapper) -> psycopg.RawCursor[tuple[Any, ...]]:
    """Give this thread's hot cursor on the connection that Django holds now; it may have reconnected since."""
    connection.validate_no_broken_transaction()
    kept: dict[str, psycopg.RawCursor[tuple[Any, ...]]] = _local.__dict__
    cursor = kept.get(connection.alias)
    if cursor is not None and cursor.connection is connection.connection and not cursor.closed:
        return cursor
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    raw.prepared_max = PREPARED_MAX
    cursor = psycopg.RawCursor(raw)
    cursor.adapters.register_dumper(int, Int8BinaryDumper)  # else one text becomes a statement per size of number
    kept[connection.alias] = cursor
    return cursor


class Statement:
    """One SQL text with `$1` parameters; rows come back as tuples, errors as Django's.

    Arguments are bound by the server: an int is an int8, a list of ints an int8[], bytes a bytea.
    """

    __slots__ = ("sql",)

    def __init__(self, sql: str) -> None:
        self.sql: Final = sql.encode()

    def all(self, connection: BaseDatabaseWrapper, *args: object) -> Rows:
        """Run and give every row."""
        return self._execute(connection, args).fetchall()

    def one(self, connection: BaseDatabaseWrapper, *args: object) -> tuple[Any, ...] | None:
        """Run and give the first row, or None."""
        return self._execute(connection, args).fetchone()

    def run(self, connection: BaseDatabaseWrapper, *args: object) -> int:
        """Run and tell how many rows were touched."""
        return self._execute(connection, args).rowcount

    def _execute(self, connection: BaseDatabaseWrapper, args: tuple[object, ...]) -> psycopg.RawCursor[tuple[Any, ...]]:
        with connection.wrap_database_errors:
            cursor = _cursor(connection)
            try:
                return cursor.execute(self.sql, args, prepare=True, binary=True)
            except errors.FeatureNotSupported as error:
                if connection.in_atomic_block or "cached plan" not in str(error):
                    raise
            # A migration changed the table under a kept plan. Nothing ran, so it may be asked again.
            cursor.execute(b"DEALLOCATE ALL", prepare=False)
            return cursor.execute(self.sql, args, prepare=True, binary=True)
