"""Prepared statements on Django's own connection."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.db.utils import ProgrammingError

from ens.postgres.statements import Statement
from tests.databases import Database

ECHO = Statement("SELECT $1::int8, $2::text, $3::bytea, $4::int8[], $5::bytea[], $6::date")
NAMES = Statement("SELECT name FROM pg_prepared_statements WHERE statement = 'SELECT $1::int8 + 1'")
PLUS = Statement("SELECT $1::int8 + 1")


def run(query: str, alias: str = "owner") -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(query)


def test_values_come_back_as_they_went(database: Database) -> None:
    values = (2**62, "é", b"\x00\xff", [1, -(2**63)], [b"", b"\x00"], None)
    assert ECHO.one(connections["default"], *values) == values
    assert ECHO.all(connections["default"], 1, "", b"", [], [], None) == [(1, "", b"", [], [], None)]


def test_one_text_is_one_statement_whatever_the_size_of_its_numbers(database: Database) -> None:
    for number in (1, 70_000, 2**40):
        PLUS.one(connections["default"], number)
    assert len(NAMES.all(connections["default"])) == 1


def test_no_row_is_none(database: Database) -> None:
    assert Statement("SELECT 1 WHERE false").one(connections["default"]) is None


def test_it_takes_part_in_transactions_and_tells_how_many_rows(fresh_database: Database) -> None:
    beat = Statement("INSERT INTO heartbeat (name, at) VALUES ($1::text, now())")
    with transaction.atomic(durable=True):
        assert beat.run(connections["default"], "a") == 1
        transaction.set_rollback(True)
    assert Statement("SELECT 1 FROM heartbeat").all(connections["default"]) == []


def test_errors_are_djangos(fresh_database: Database) -> None:
    beat = Statement("INSERT INTO heartbeat (name, at) VALUES ($1::text, now())")
    beat.run(connections["default"], "a")
    with pytest.raises(IntegrityError):
        beat.run(connections["default"], "a")


def test_it_prepares_again_when_a_table_changed(fresh_database: Database) -> None:
    every = Statement("SELECT * FROM heartbeat WHERE name = $1::text")
    assert every.all(connections["default"], "a") == []
    run("ALTER TABLE heartbeat ADD COLUMN more int")
    assert every.all(connections["default"], "a") == []


def test_inside_a_transaction_the_change_is_an_error_and_the_next_one_works(fresh_database: Database) -> None:
    every = Statement("SELECT * FROM heartbeat WHERE name = $1::text")
    every.all(connections["default"], "a")
    run("ALTER TABLE heartbeat ADD COLUMN more int")
    with pytest.raises(DatabaseError, match="cached plan"), transaction.atomic():
        every.all(connections["default"], "a")
    with transaction.atomic():
        assert every.all(connections["default"], "a") == []


def test_it_follows_django_to_a_new_connection(database: Database) -> None:
    assert PLUS.one(connections["default"], 1) == (2,)
    connections["default"].close()
    assert PLUS.one(connections["default"], 2) == (3,)


def test_a_broken_transaction_is_not_used(database: Database) -> None:
    with transaction.atomic():
        with pytest.raises(ProgrammingError), transaction.atomic(savepoint=False):
            Statement("SELECT nonsense").all(connections["default"])
        with pytest.raises(transaction.TransactionManagementError):
            PLUS.one(connections["default"], 1)
        transaction.set_rollback(True)


def test_threads_have_their_own(database: Database) -> None:
    seen: list[object] = []

    def work() -> None:
        seen.append(PLUS.one(connections["default"], 4))
        connections["default"].close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [(5,)] * 4


def test_a_statement_that_runs_for_ever_is_cut(database: Database) -> None:
    assert Statement("SELECT current_setting('statement_timeout')").one(connections["default"]) == ("15s",)
