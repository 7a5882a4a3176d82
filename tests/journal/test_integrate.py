"""The integrator on a real PostgreSQL: order, open transactions, rollbacks, races, checkpoints kept outside."""

import contextlib
import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from ens.journal.checkpoints import LATEST, LOG, keep, read_latest, read_log
from ens.journal.integrate import RolledBackError, integrate
from ens.journal.note import read_vkey
from ens.journal.signing import open_checkpoint
from tests.journal.small_house import SmallHouse


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    """Run on a connection of its own, as another process would."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, errors


def test_nothing_to_integrate(small_house: SmallHouse) -> None:
    assert small_house.integrate() == 0
    assert read_latest(small_house.folder) is None
    assert small_house.audit().findings == []


def test_entries_are_chained_per_space_in_order_of_their_transactions(small_house: SmallHouse) -> None:
    receipts = [small_house.write(space) for space in (5, 6, 5, 5)]
    assert small_house.integrate(limit=3) == 3
    assert small_house.integrate() == 1
    assert small_house.sql("SELECT space_id, entry_id, space_seq FROM journal_leaf ORDER BY tree_index") == [
        (5, receipts[0].entry, 1),
        (6, receipts[1].entry, 1),
        (5, receipts[2].entry, 2),
        (5, receipts[3].entry, 3),
    ]
    report = small_house.audit()
    assert report.findings == []
    assert report.counts["leaves"] == 4
    latest = open_checkpoint((small_house.folder / LATEST).read_text(), read_vkey(small_house.signer.vkey))
    assert latest.size == 4
    assert [
        open_checkpoint(note, read_vkey(small_house.signer.vkey)).size for note in read_log(small_house.folder)
    ] == [3, 4]


def test_it_waits_behind_an_open_transaction(small_house: SmallHouse) -> None:
    for space in (5, 6):
        small_house.open_space(space)
    written, go_on = threading.Event(), threading.Event()

    def older() -> None:
        with transaction.atomic():
            small_house.write(5)
            written.set()
            go_on.wait(10)

    thread, errors = in_thread(older)
    assert written.wait(10)
    later = small_house.write(6)
    assert small_house.integrate() == 0
    go_on.set()
    thread.join(10)
    assert errors == []
    assert small_house.integrate() == 2
    assert small_house.sql("SELECT entry_id FROM journal_leaf WHERE tree_index = 1") == [(later.entry,)]
    assert small_house.audit().findings == []


def test_a_rollback_leaves_no_gap(small_house: SmallHouse) -> None:
    small_house.write(5)
    with transaction.atomic():
        small_house.write(5)
        transaction.set_rollback(True)
    small_house.write(5)
    assert small_house.integrate() == 2
    assert small_house.sql("SELECT max(space_seq) FROM journal_leaf") == [(2,)]
    assert small_house.audit().findings == []


def test_a_huge_transaction_can_be_cut_anywhere(small_house: SmallHouse) -> None:
    with transaction.atomic():
        for _ in range(10):
            small_house.write(random.randrange(1, 4))
    assert [small_house.integrate(limit=4) for _ in range(4)] == [4, 4, 2, 0]
    assert small_house.audit().findings == []


def write_some(house: SmallHouse) -> None:
    """Write entries in a transaction of random length; one in ten is rolled back."""
    for _ in range(random.choice((1, 1, 3))):
        house.write(random.randrange(20))
    time.sleep(random.choice((0, 0, 0, 0.01)))
    if random.random() < 0.1:
        raise ZeroDivisionError


def test_writers_and_two_integrators_at_once(small_house: SmallHouse) -> None:
    """Transactions of random length commit out of the order of their ids, and some roll back."""
    for space in range(20):
        small_house.open_space(space)
    end = time.monotonic() + 3

    def writer() -> None:
        while time.monotonic() < end:
            with contextlib.suppress(ZeroDivisionError), transaction.atomic():
                write_some(small_house)

    def integrator() -> None:
        while time.monotonic() < end:
            small_house.integrate(limit=200)
            time.sleep(0.002)

    running = [in_thread(work) for work in (writer, writer, writer, writer, integrator, integrator)]
    for thread, errors in running:
        thread.join(30)
        assert errors == []
    while small_house.integrate():
        pass
    entries, leaves = small_house.sql("SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM journal_leaf)")[0]
    assert entries == leaves > 300
    report = small_house.audit()
    assert report.findings == []
    assert report.counts["links"] == leaves
    assert report.counts["outside"] >= 1
    assert report.counts["nodes"] == leaves // 256


@pytest.mark.threat("T-04")
def test_it_does_not_go_on_from_a_database_that_lost_its_tail(small_house: SmallHouse) -> None:
    small_house.write(5)
    small_house.integrate()
    small_house.write(5)
    newest = small_house.signer.sign(7, bytes(32))
    keep(small_house.folder, newest)
    with pytest.raises(RolledBackError, match="size 7"):
        small_house.integrate()
    assert small_house.audit().found["rolled-back"] == 1


def test_it_does_not_go_on_from_a_tree_that_was_rewritten(small_house: SmallHouse) -> None:
    small_house.write(5)
    small_house.integrate()
    small_house.write(5)
    (small_house.folder / LATEST).write_text(small_house.signer.sign(1, bytes(32)))
    with pytest.raises(RolledBackError, match="size 1"):
        small_house.integrate()
    assert small_house.sql("SELECT count(*) FROM journal_leaf") == [(1,)]


def test_a_house_without_a_folder_outside_integrates_all_the_same(small_house: SmallHouse) -> None:
    small_house.write(5)
    assert integrate(connection, small_house.signer) == 1
    assert small_house.audit(outside=False).findings == []
    assert read_latest(small_house.folder) is None


def test_nothing_is_signed_that_a_larger_transaction_could_still_take_back(small_house: SmallHouse) -> None:
    small_house.write(5)
    with transaction.atomic(), pytest.raises(RuntimeError):
        small_house.integrate()
    assert read_latest(small_house.folder) is None


def test_it_does_not_go_on_when_transaction_numbers_start_again(small_house: SmallHouse) -> None:
    small_house.write(5)
    small_house.integrate()
    small_house.sql("ALTER TABLE journal_batch DISABLE TRIGGER ALL")
    small_house.sql("UPDATE journal_batch SET tx = '99999999'")
    with pytest.raises(RolledBackError, match="epoch"):
        small_house.integrate()


def test_a_line_cut_short_by_a_crash_is_replaced(small_house: SmallHouse) -> None:
    for size in (1, 2):
        keep(small_house.folder, small_house.signer.sign(size, bytes(32)))
    log = small_house.folder / LOG
    log.write_bytes(log.read_bytes()[:-30])
    assert len(list(read_log(small_house.folder))) == 1
    keep(small_house.folder, small_house.signer.sign(2, bytes(32)))
    keep(small_house.folder, small_house.signer.sign(3, bytes(32)))
    keep(small_house.folder, small_house.signer.sign(1, bytes(32)))
    assert [note.split("\n")[1] for note in read_log(small_house.folder)] == ["1", "3"]
    latest = read_latest(small_house.folder)
    assert latest is not None
    assert latest.size == 3


def test_another_integrator_at_work(small_house: SmallHouse) -> None:
    small_house.write(5)
    with transaction.atomic(using="owner"):
        small_house.sql("SELECT pg_advisory_xact_lock(%s)", 0x656E736A)
        results: list[int] = []
        thread, errors = in_thread(lambda: results.append(small_house.integrate()))
        thread.join(10)
    assert (errors, results) == ([], [0])
    assert connection.in_atomic_block is False
