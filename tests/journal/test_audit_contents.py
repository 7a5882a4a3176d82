"""What an audit says of entries and of the versions that they tell of: exactly what is wrong, where, nothing beside."""

import os
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from ens.journal.append import associated
from ens.journal.audit import audit
from ens.journal.entry import Entry, Outcome, Ref, encode, entry_hash, entry_time, new_entry_id
from ens.kernel.clock import now_us
from tests.journal.small_house import OneSealer, SmallHouse
from tests.journal.test_audit import grow, restore


def test_an_entry_sealed_with_another_time_than_its_own(small_house: SmallHouse) -> None:
    """Only whoever holds the space's key can do it; the id gives it away all the same."""
    house = small_house
    sealer = house.open_space(5)
    other = replace(house.entry(5), id=new_entry_id(now_us() + 5_000_000))
    insert(house, sealer, other)
    assert house.said() == [("entry-time", f"space 5 entry {other.id}", "its time is not the one that was sealed")]


def insert(house: SmallHouse, sealer: OneSealer, entry: Entry, term: int = 1) -> None:
    """Write an entry past `append`, under a key of its space."""
    plain = encode(entry)
    sealed = sealer.seal(plain, associated(entry.space, entry.id))
    columns = (entry.space, entry.id, entry_time(entry.id), term, entry_hash(plain), sealed)
    house.sql("INSERT INTO entry (space_id, id, at, key_term, hash, sealed) VALUES (%s, %s, %s, %s, %s, %s)", *columns)


def test_what_is_wrong_with_one_entry_is_said_of_it(small_house: SmallHouse) -> None:
    house = grow(small_house)
    ((entry,),) = house.sql("SELECT entry_id FROM journal_leaf WHERE tree_index = 300")
    where = f"space 5 entry {entry}"
    here = f"WHERE space_id = 5 AND id = {entry}"
    for change, expected in (
        (
            "at = at + 1",
            [
                ("entry-time", where, "its time is not that of its id"),
                ("entry-time", where, "its time is not the one that was sealed"),
            ],
        ),
        ("key_term = 2", [("entry-without-key", where, "")]),
        ("sealed = sealed || '\\x00'", [("entry-sealed", where, "it does not open, or is not what was hashed")]),
        ("tx = (pg_current_xact_id()::text::int8 + 1000)::text::xid8", None),
    ):
        house.sql(f"UPDATE entry SET {change} {here}")
        found = [each for each in house.said() if not each[0].startswith(("leaf", "version"))]
        future = [("entry-future", where, "its transaction has not begun yet")]
        assert found == (future if expected is None else expected), change
        restore(house)


def test_an_entry_older_than_the_horizon_that_has_no_leaf(small_house: SmallHouse) -> None:
    house = grow(small_house)
    ((entry,),) = house.sql("SELECT entry_id FROM journal_leaf WHERE tree_index = 599")
    house.sql("DELETE FROM journal_leaf WHERE tree_index = 599")
    skipped = ("entry-skipped", f"space 7 entry {entry}", "older than the horizon and not in the tree")
    assert [each for each in house.said() if each[0].startswith("entry")] == [skipped]


def test_a_space_whose_entries_have_no_key_although_it_has_one(small_house: SmallHouse) -> None:
    house = small_house
    sealer = house.open_space(5)
    written = sorted((house.entry(5), house.entry(5)), key=lambda entry: entry.id)
    for entry in written:
        insert(house, sealer, entry, term=2)
    assert house.said() == [("entry-without-key", f"space 5 entry {each.id}", "") for each in written]
    report = house.audit()
    assert (report.counts["closed spaces"], report.counts["closed entries"]) == (0, 0)


def test_a_space_that_has_only_its_newer_key_is_still_compared(small_house: SmallHouse) -> None:
    house = small_house
    house.open_space(5)
    house.sealers[5] = newer = OneSealer(term=2)
    entry = house.entry(5, refs=(Ref("Observation", "x", bytes(10), 1, bytes(32)),))
    insert(house, newer, entry, term=2)
    missing = ("version-missing", f"space 5 item {bytes(10).hex()} version 1", "journalled, and not there")
    assert house.said() == [missing]


def test_a_space_that_lost_its_key_is_named_and_nothing_of_it_compared(small_house: SmallHouse) -> None:
    house = small_house
    house.write(5, Ref("Observation", "x", bytes(10), 1, bytes(32)))
    house.write(5)
    del house.sealers[5]
    assert house.said() == [("space-without-key", "space 5", "it has no key, and was not erased")]
    report = house.audit()
    assert (report.counts["closed spaces"], report.counts["closed entries"], report.counts["versions"]) == (1, 2, 0)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([], ["version-missing item 00000000000000000000 version 1", "version-missing item {b} version 1"]),
        ([("a", 1), ("b", 1), ("b", 2)], ["version-not-journalled item {b} version 2"]),
        (
            [("a", 1), ("b", 1), ("b", 3)],
            ["version-not-journalled item {b} version 3", "version-gap item {b} 2 of 3 versions"],
        ),
        ([("b", 1)], ["version-missing item {a} version 1"]),
    ],
)
def test_versions_are_held_against_the_journal_one_by_one(
    small_house: SmallHouse, versions: Sequence[tuple[str, int]], expected: Sequence[str]
) -> None:
    house = small_house
    items = {"a": bytes(10), "b": b"\xff" * 10}
    house.write(5, *(Ref("Observation", "x", item, 1, bytes(32)) for item in items.values()))
    house.vault = {5: {(items[name], version): bytes(32) for name, version in versions}}
    names = {name: item.hex() for name, item in items.items()}
    report = house.audit()
    assert report.counts["versions"] == len(versions)
    found = [f"{each.kind} {each.where.removeprefix('space 5 ')} {each.detail}" for each in report.findings]
    notes = {"version-missing": " journalled, and not there", "version-gap": "", "version-not-journalled": " "}
    assert found == [each.format(**names) + notes[each.split()[0]] for each in expected]


def test_spaces_that_the_journal_does_not_know_are_told_in_their_order(small_house: SmallHouse) -> None:
    house = small_house
    ref = Ref("Observation", "x", bytes(10), 1, bytes(32))
    house.write(5, ref)
    house.vault |= {3: dict(house.vault[5]), 7: dict(house.vault[5])}
    assert [each.where for each in house.audit().findings] == [
        f"space {space} item {bytes(10).hex()} version 1" for space in (3, 7)
    ]


def test_what_was_refused_or_only_read_is_no_version(small_house: SmallHouse) -> None:
    house = small_house
    read, written = (Ref("Observation", "x", bytes(10), 1, digest) for digest in (None, bytes(32)))
    house.write(5, read, written)
    insert(house, house.sealers[5], house.entry(5, Outcome.REFUSED, (written,)))
    assert house.said() == []
    house.write(5, written)
    [twice] = house.said()
    assert twice[0::2] == ("version-written-twice", f"item {bytes(10).hex()} version 1")


def test_a_version_that_differs_is_placed(small_house: SmallHouse) -> None:
    house = grow(small_house)
    (item, version), digest = next(iter(house.vault[5].items()))
    house.vault[5][item, version] = os.urandom(32)
    [differs] = house.audit().findings
    assert differs.kind == "version-differs"
    assert differs.where.startswith("space 5 ")
    house.vault[5][item, version] = digest
    house.vault[5][item, 2] = digest
    [written] = house.audit().findings
    assert written.kind == "version-not-journalled"
    assert written.where.startswith("space 5 ")


def test_an_audit_without_keys_says_nothing_of_contents_and_one_without_the_vault_nothing_of_versions(
    small_house: SmallHouse,
) -> None:
    house = small_house
    for _ in range(2):
        house.write(5, Ref("Observation", "x", os.urandom(10), 1, bytes(32)))
    house.vault = {}
    asked: list[tuple[int, int]] = []

    def keys(space: int, term: int) -> OneSealer | None:
        asked.append((space, term))
        return house.keys(space, term)

    without_keys = audit(house.connection, [house.signer.vkey], inventory=house)
    without_vault = audit(house.connection, [house.signer.vkey], keys=keys)
    for report in (without_keys, without_vault):
        assert (report.findings, report.counts) == ([], {"entries": 2})
    assert asked == [(5, 1)], "a key is asked for once"
