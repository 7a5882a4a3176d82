"""Seats: so many at work at once, each with a connection of its own, given up while one waits for somebody else."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connections, transaction
from psycopg import pq

from ens.postgres import seats
from ens.postgres.statements import Statement
from tests.databases import Database

BACKEND = Statement("SELECT pg_backend_pid()::int8")
WRITE = Statement("UPDATE heartbeat SET at = at WHERE false")
CUT = Statement("SELECT pg_terminate_backend($1::int4)")


@pytest.fixture
def two(database: Database, django_db_blocker: object) -> Iterator[None]:
    """Arrange two seats, for this test alone."""
    own = connections["default"]
    seats.arrange(2)
    yield
    connections["default"] = own
    for connection in seats._rows[0].free:
        connection.close()
    seats._rows.clear()


def backend() -> int:
    row = BACKEND.one(connections["default"])
    assert row is not None
    return int(row[0])


def write() -> int:
    return WRITE.run(connections["default"])


def sitting(work: Callable[[], int]) -> int:
    with seats.sit():
        return work()


def both() -> set[int]:
    """Name the connections of both seats."""
    with ThreadPoolExecutor(1) as other, seats.sit():
        return {backend(), other.submit(sitting, backend).result()}


def test_many_threads_share_two_connections(two: None) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: sitting(backend), range(64)))
    assert len(found) <= 2


def test_who_finds_no_seat_waits_until_one_is_left(two: None) -> None:
    done = threading.Event()

    def sit_once() -> None:
        sitting(backend)
        done.set()

    waiting = threading.Thread(target=sit_once)
    with ThreadPoolExecutor(1) as other, seats.sit():
        leave = threading.Event()
        other.submit(sitting, lambda: int(leave.wait(10)))
        time.sleep(0.05)
        waiting.start()
        assert not done.wait(0.2)
        with seats.aside():
            assert done.wait(5), "a seat that is left aside serves another"
        leave.set()
    waiting.join(5)


def test_seats_are_given_in_turn(two: None) -> None:
    served: list[int] = []

    def come(number: int) -> None:
        with seats.sit():
            served.append(number)

    waiting = [threading.Thread(target=come, args=(number,)) for number in range(8)]
    with ThreadPoolExecutor(1) as other, seats.sit():
        leave = threading.Event()
        other.submit(sitting, lambda: int(leave.wait(10)))
        time.sleep(0.05)
        for number, thread in enumerate(waiting, 1):
            thread.start()
            while len(seats._rows[0]._waiting) < number:
                time.sleep(0.001)
        leave.set()
        for thread in waiting:
            thread.join(5)
    assert served == list(range(8))


def test_what_a_seat_keeps_is_there_for_the_next_one_and_for_no_other_seat(two: None) -> None:
    assert "word" not in seats.belongings()
    with seats.sit():
        seats.belongings()["word"] = "mine"
        with ThreadPoolExecutor(1) as other:
            assert not other.submit(sitting, lambda: len(seats.belongings())).result()
    with ThreadPoolExecutor(1) as other, seats.sit():  # the seat that was left last
        assert seats.belongings() == {"word": "mine"}
        assert not other.submit(sitting, lambda: len(seats.belongings())).result()
    assert "word" not in seats.belongings()


def test_one_broken_connection_has_the_others_looked_at(two: None) -> None:
    cut = both()
    for number in cut:
        CUT.run(connections["owner"], number)
    with pytest.raises(OperationalError):
        sitting(write)
    assert both().isdisjoint(cut), "nobody else is told of it"


def test_who_comes_back_sits_as_before(two: None) -> None:
    with seats.sit(), seats.sit():
        assert backend() > 0
        with seats.aside():
            assert not vars(seats._taken)
        assert backend() > 0
    assert not vars(seats._taken)


def test_a_long_answer_holds_no_seat_while_it_is_taken(two: None) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            yield b"%d" % backend()

    made = []
    for piece in seats.in_pieces(pieces()):
        assert not vars(seats._taken)
        made.append(piece)
    assert len(made) == 3


def test_the_next_one_on_a_broken_connection_gets_a_new_one(two: None) -> None:
    cut = both()
    assert len(cut) == 2
    for number in cut:
        CUT.run(connections["owner"], number)
    with ThreadPoolExecutor(1) as other, seats.sit():
        with pytest.raises(OperationalError):
            write()
        with pytest.raises(OperationalError):
            other.submit(sitting, write).result()
    assert connections["owner"].connection.info.transaction_status == pq.TransactionStatus.IDLE
    assert both().isdisjoint(cut)


def test_who_only_asks_does_not_notice_that_the_connection_was_cut(two: None) -> None:
    cut = both()
    for number in cut:
        CUT.run(connections["owner"], number)
    assert both().isdisjoint(cut)
    assert sitting(write) == 0


def test_in_a_transaction_a_cut_connection_is_the_end_of_it(two: None) -> None:
    def cut_between() -> int:
        with transaction.atomic():
            CUT.run(connections["owner"], backend())
            return backend()

    with seats.sit():
        with pytest.raises(OperationalError):
            cut_between()
        with transaction.atomic():
            assert backend() > 0


def test_nobody_leaves_a_seat_inside_a_transaction(two: None) -> None:
    with seats.sit(), transaction.atomic():
        mine = connections["default"]
        with seats.aside():
            assert connections["default"] is mine
            assert mine.in_atomic_block
