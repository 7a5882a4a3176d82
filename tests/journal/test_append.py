"""Appending: the condition on the space's version, what gives a receipt, and what the tables refuse."""

import threading

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from msgspec import structs

from ens.journal.append import append, associated
from ens.journal.entry import Outcome, decode
from ens.journal.read import get_entry, list_entries
from ens.kernel.receipt import Receipt
from tests.journal.small_house import SmallHouse

TABLES = ("entry", "journal_leaf", "journal_node", "journal_batch")


def test_an_allowed_act_gives_a_receipt_and_can_be_read(small_house: SmallHouse) -> None:
    sealer = small_house.open_space(5)
    entry = small_house.entry(5)
    receipt = append(connection, sealer, entry, 1)
    assert receipt is not None
    assert receipt.covers(5)
    assert not receipt.covers(6)
    line = get_entry(connection, sealer, receipt, 5, entry.id)
    assert line is not None
    assert (line.entry, line.tree_index) == (entry, None)
    assert small_house.sql("SELECT tx::text::int8 > 0, at FROM entry") == [(True, entry.at)]


def test_an_entry_is_sealed_to_its_space_and_number_and_as_an_entry(small_house: SmallHouse) -> None:
    sealer = small_house.open_space(5)
    entry = small_house.entry(5)
    append(connection, sealer, entry, 1)
    ((sealed,),) = small_house.sql("SELECT sealed FROM entry")
    place = (5).to_bytes(8, "big") + entry.id.to_bytes(8, "big") + b"\x04"
    assert associated(5, entry.id) == place
    assert decode(sealer.open(1, bytes(sealed), place)) == entry


def test_a_space_that_changed_gives_nothing_and_writes_nothing(small_house: SmallHouse) -> None:
    sealer = small_house.open_space(5)
    assert append(connection, sealer, small_house.entry(5), 2) is None
    assert append(connection, sealer, small_house.entry(6), 1) is None
    assert small_house.sql("SELECT count(*) FROM entry") == [(0,)]


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.FAILED])
def test_a_refusal_is_written_without_a_receipt(small_house: SmallHouse, outcome: Outcome) -> None:
    sealer = small_house.open_space(5)
    assert append(connection, sealer, small_house.entry(5, outcome), None) is None
    assert small_house.sql("SELECT count(*) FROM entry") == [(1,)]
    with pytest.raises(ValueError, match="against none"):
        append(connection, sealer, small_house.entry(5, outcome), 1)


def test_what_append_will_not_write(small_house: SmallHouse) -> None:
    sealer = small_house.open_space(5)
    entry = small_house.entry(5)
    with pytest.raises(ValueError, match="against the version seen"):
        append(connection, sealer, entry, None)
    with pytest.raises(ValueError, match="made from its time"):
        append(connection, sealer, structs.replace(entry, at=entry.at + 1), 1)
    append(connection, sealer, entry, 1)
    with pytest.raises(IntegrityError):
        append(connection, sealer, entry, 1)


def test_a_change_that_commits_meanwhile_is_seen(small_house: SmallHouse) -> None:
    """The race that a bare `WHERE version` loses: the change holds the row, the append waits and compares again."""
    sealer = small_house.open_space(5)
    entry = small_house.entry(5)
    results: list[Receipt | None] = []

    def writer() -> None:
        results.append(append(connection, sealer, entry, 1))
        connection.close()

    with transaction.atomic(using="owner"):
        small_house.sql("UPDATE space SET version = 2 WHERE id = 5")
        thread = threading.Thread(target=writer)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(5)
    assert results == [None]
    assert small_house.sql("SELECT count(*) FROM entry") == [(0,)]


def test_a_history_is_read_newest_first_and_only_against_a_receipt(small_house: SmallHouse) -> None:
    receipts = [small_house.write(5) for _ in range(5)]
    other = small_house.write(6)
    sealer = small_house.sealers[5]
    ids = sorted((receipt.entry for receipt in receipts), reverse=True)
    page = list_entries(connection, sealer, receipts[0], 5, limit=3)
    assert [line.id for line in page] == ids[:3]
    assert [line.id for line in list_entries(connection, sealer, receipts[0], 5, page[-1].id)] == ids[3:]
    assert get_entry(connection, sealer, receipts[0], 5, other.entry) is None
    with pytest.raises(PermissionError):
        list_entries(connection, sealer, other, 5)
    with pytest.raises(PermissionError):
        get_entry(connection, sealer, other, 5, ids[0])


def test_a_line_that_was_tampered_with_stays_visible(small_house: SmallHouse) -> None:
    receipt = small_house.write(5)
    small_house.sql("ALTER TABLE entry DISABLE TRIGGER ALL")
    small_house.sql("UPDATE entry SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)")
    assert list_entries(connection, small_house.sealers[5], receipt, 5) == [(receipt.entry, None, None)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("replica", [False, True])
def test_nothing_is_ever_changed_not_even_by_a_superuser(
    small_house: SmallHouse, table: str, verb: str, replica: bool
) -> None:
    query = verb.format(table).replace("hash", "root") if table == "journal_batch" else verb.format(table)
    if replica:
        if small_house.sql("SHOW is_superuser") != [("on",)]:
            pytest.skip("the owner is no superuser on this server: it cannot become a replica")
        small_house.sql("SET session_replication_role = replica")
    try:
        with pytest.raises(DatabaseError, match="append-only") as refused:
            small_house.sql(query)
    finally:
        if replica:
            small_house.sql("RESET session_replication_role")
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
