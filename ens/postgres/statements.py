"""Named prepared statements on Django's own connection, in binary, for everything that is hot.

Django's own cursor binds on the client and never prepares. Here libpq is called directly on the same connection, with
psycopg's own ways of writing and reading values: it still takes part in Django's transactions, and a cursor's machinery
is not paid for. A statement is prepared by each connection the first time it runs there.
"""

from typing import Any, Final, NamedTuple

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, pq
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.types.numeric import Int8BinaryDumper

Rows = list[tuple[Any, ...]]

_KEPT: Final = "ens_lane"  # where a connection of Django's carries its own
_adapters: Final = AdaptersMap(psycopg.adapters)
_adapters.register_dumper(int, Int8BinaryDumper)  # else one text becomes a statement per size of number


class Outcome(NamedTuple):
    """The rows that came back, and how many were touched."""

    rows: Rows
    touched: int


class _Lane:
    """What is kept of one connection: the statements prepared there, by text and types of the values."""

    __slots__ = ("_drawn", "_names", "_values", "adapters", "connection", "raw")

    def __init__(self, raw: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.raw = raw
        self.connection = raw  # with `adapters`, what psycopg's Transformer asks of its context
        self.adapters = _adapters
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._drawn = 0
        self._values = Transformer(self)  # kept, as a cursor keeps its own: it remembers how each type is written

    def execute(self, sql: bytes, args: tuple[object, ...]) -> Outcome:
        """Run one statement; raises psycopg's errors."""
        values = self._values
        bound = values.dump_sequence(args, [PyFormat.BINARY] * len(args))
        libpq = self.raw.pgconn
        if not self.raw.autocommit and libpq.transaction_status == pq.TransactionStatus.IDLE:
            self._check(libpq.exec_(b"BEGIN"))  # as psycopg does before the first statement of a transaction
        types = values.types or ()
        name = self._names.get((sql, types)) or self._prepare(sql, types)
        answer = libpq.exec_prepared(name, bound, values.formats, pq.Format.BINARY)  # type: ignore[arg-type]
        result = self._check(answer)
        if result.status != pq.ExecStatus.TUPLES_OK:
            return Outcome([], result.command_tuples or 0)
        values.set_pgresult(result)
        return Outcome(values.load_rows(0, result.ntuples, tuple), result.ntuples)

    def forget(self) -> None:
        """Prepare everything anew: a migration changed a table under a kept plan."""
        self._names.clear()

    def _prepare(self, sql: bytes, types: tuple[int, ...]) -> bytes:
        self._drawn += 1
        name = b"ens_%d" % self._drawn
        self._check(self.raw.pgconn.prepare(name, sql, types))
        self._names[sql, types] = name
        return name

    def _check(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        if result.status in {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}:
            return result
        if self.raw.pgconn.status != pq.ConnStatus.OK:  # what libpq says then has no SQLSTATE: any error, for psycopg
            raise errors.OperationalError("the connection to the database is lost")
        raise errors.error_from_result(result, self.raw.info.encoding)


def _lane(connection: BaseDatabaseWrapper) -> _Lane:
    """Give the lane on the connection that Django holds now; it may have reconnected since."""
    connection.validate_no_broken_transaction()
    lane: _Lane | None = getattr(connection, _KEPT, None)  # through Django's proxy too, where that is given
    if lane is not None and lane.raw is connection.connection and not lane.raw.closed:
        return lane
    connection.ensure_connection()
    lane = _Lane(connection.connection)
    setattr(connection, _KEPT, lane)
    return lane


class Statement:
    """One SQL text with `$1` parameters; rows come back as tuples, errors as Django's.

    Arguments are bound by the server: an int is an int8, a list of ints an int8[], bytes a bytea. A SELECT outside of a
    transaction that finds its connection cut is asked again on a new one, once.
    """

    __slots__ = ("_reads", "sql")

    def __init__(self, sql: str) -> None:
        self.sql: Final = sql.encode()
        self._reads: Final = sql.startswith("SELECT")

    def all(self, connection: BaseDatabaseWrapper, *args: object) -> Rows:
        """Run and give every row."""
        return self._execute(connection, args).rows

    def one(self, connection: BaseDatabaseWrapper, *args: object) -> tuple[Any, ...] | None:
        """Run and give the first row, or None."""
        rows = self._execute(connection, args).rows
        return rows[0] if rows else None

    def run(self, connection: BaseDatabaseWrapper, *args: object) -> int:
        """Run and tell how many rows were touched."""
        return self._execute(connection, args).touched

    def _execute(self, connection: BaseDatabaseWrapper, args: tuple[object, ...]) -> Outcome:
        with connection.wrap_database_errors:
            lane = _lane(connection)
            try:
                return lane.execute(self.sql, args)
            except errors.FeatureNotSupported as error:
                if "cached plan" not in str(error):
                    raise
                lane.forget()
                if connection.in_atomic_block:
                    raise
            except errors.OperationalError:
                if connection.in_atomic_block or not self._reads or lane.raw.pgconn.status == pq.ConnStatus.OK:
                    raise
                connection.close()  # cut since it was last used: the server has started anew, and a new one serves
            return _lane(connection).execute(self.sql, args)  # nothing was changed, so it may be asked again
