"""What an audit says of a tampering: exactly what is wrong, where, and nothing beside."""

import pytest

from ens.journal.audit import audit
from ens.journal.checkpoints import read_log
from ens.journal.tiles import MAX_LEVEL
from tests.journal.small_house import SmallHouse
from tests.journal.test_audit import grow, restore

Said = list[tuple[str, str, str]]
LEAF = "UPDATE journal_leaf SET {} WHERE tree_index = {}"
BATCH = "UPDATE journal_batch SET {} WHERE size = {}"
ENTRY = "WHERE (space_id, id) = (SELECT space_id, entry_id FROM journal_leaf WHERE tree_index = 300)"
KEPT = "a checkpoint of this size was kept elsewhere"
REWRITTEN = "the tree was rewritten after this checkpoint"
ALONE = "the last leaves stand under no checkpoint"
ANOTHER = "another tree is signed"
ANY = "…"  # ends what differs from run to run: ids, transactions
CHAIN_BROKEN: Said = [
    ("chain-gap", "space 7 number -1", "expected 1"),
    ("chain-link", "space 7 number -1", ""),
    ("chain-gap", "space 7 number 1", "expected 0"),
    ("chain-link", "space 7 number 1", ""),
    ("chain-order", "space 7 number 1", ""),
]
CASES: dict[str, tuple[str, Said]] = {
    "a leaf elsewhere": (LEAF.format("tree_index = 600", 599), [("leaf-place", "leaf 600", "expected 599")]),
    "another hash of a leaf": (
        LEAF.format("hash = sha256('x')", 599),
        [
            ("leaf-hash", "leaf 599", f"space 7 entry {ANY}"),
            ("batch-frontier", "batch 600", ""),
            ("batch-root", "batch 600", ""),
            ("batch-note", "batch 600", ANOTHER),
            ("outside-differs", "size 600", REWRITTEN),
        ],
    ),
    "another number in its chain": (
        LEAF.format("space_seq = 1000", 599),
        [("leaf-hash", "leaf 599", f"space 7 entry {ANY}"), ("chain-gap", "space 7 number 1000", "expected 200")],
    ),
    "another link of its chain": (
        LEAF.format("prev = sha256('x')", 599),
        [("leaf-hash", "leaf 599", f"space 7 entry {ANY}"), ("chain-link", "space 7 number 200", "")],
    ),
    "another hash of a tile": (
        "UPDATE journal_node SET hash = sha256('x') WHERE index = 1",
        [("node-hash", "level 1 1", "")],
    ),
    "a tile less": ("DELETE FROM journal_node WHERE index = 0", [("node-missing", "level 1 0", "")]),
    "a tile more": ("INSERT INTO journal_node VALUES (1, 2, sha256('x'))", [("node-unexpected", "level 1 2", "")]),
    **{
        f"a tile of level {level}": (
            f"INSERT INTO journal_node VALUES ({level}, 0, sha256('x'))",
            [("node-unexpected", f"level {level} 0", "")],
        )
        for level in (0, 2, MAX_LEVEL, MAX_LEVEL + 1)
    },
    "a tile elsewhere": (
        "UPDATE journal_node SET index = 5 WHERE index = 1",
        [("node-missing", "level 1 1", ""), ("node-unexpected", "level 1 5", "")],
    ),
    "a tile before its place": (
        "UPDATE journal_node SET index = -1 WHERE index = 0",
        [("node-unexpected", "level 1 -1", ""), ("node-missing", "level 1 0", "")],
    ),
    "a note that is none": (
        BATCH.format("note = 'x'", 400),
        [("batch-note", "batch 400", ANY)],
    ),
    "another signature beside": (
        BATCH.format("note = note || split_part(note, E'\\n\\n', 2)", 400),
        [("batch-note", "batch 400", ANY)],
    ),
    "a number that no leaf has": (
        LEAF.format("space_seq = -1", 599),
        [("leaf-hash", "leaf 599", f"space 7 entry {ANY}"), *CHAIN_BROKEN],
    ),
    "another horizon": (BATCH.format("entry_id = 1", 400), [("batch-horizon", "batch 400", f"({ANY}")]),
    "another root": (BATCH.format("root = sha256('x')", 400), [("batch-root", "batch 400", "")]),
    "another frontier": (BATCH.format("frontier = '{}'", 400), [("batch-frontier", "batch 400", "")]),
    "the note of another": (
        BATCH.format("note = (SELECT note FROM journal_batch WHERE size = 200)", 400),
        [("batch-note", "batch 400", ANOTHER)],
    ),
    "a batch less": ("DELETE FROM journal_batch WHERE size = 400", [("batch-missing", "size 400", KEPT)]),
    "the last batch less": (
        "DELETE FROM journal_batch WHERE size = 600",
        [("batch-missing", "size 600", KEPT), ("leaves-without-batch", "size 600", ALONE)],
    ),
    "a batch beyond the tree": (
        BATCH.format("size = 700", 600),
        [("batch-missing", "size 600", KEPT), ("leaves-without-batch", "size 600", ALONE), ("batch-beyond", "700", "")],
    ),
    "a batch of nothing": (
        BATCH.format("size = 0", 200),
        [("batch-size", "0", ""), ("batch-missing", "size 200", KEPT)],
    ),
    "an entry less": (f"DELETE FROM entry {ENTRY}", [("leaf-without-entry", "leaf 300", f"space 5 entry {ANY}")]),
    "another transaction": (
        f"UPDATE entry SET tx = '1'::xid8 {ENTRY}",
        [("leaf-hash", "leaf 300", f"space 5 entry {ANY}"), ("leaf-order", "leaf 300", f"(1, 5, {ANY}")],
    ),
}


def agrees(found: Said, expected: Said) -> bool:
    if len(found) != len(expected):
        return False
    return all(
        got[:2] == want[:2] and (got[2].startswith(want[2][:-1]) if want[2].endswith(ANY) else got[2] == want[2])
        for got, want in zip(found, expected, strict=True)
    )


def test_each_tampering_is_named_and_placed(small_house: SmallHouse) -> None:
    house = grow(small_house)
    for name, (statement, said) in CASES.items():
        house.sql(statement)
        found = [(each.kind, each.where, each.detail) for each in house.audit().findings]
        assert agrees(found, said), (name, found)
        restore(house)


def test_two_leaves_of_one_chain_that_changed_places(small_house: SmallHouse) -> None:
    house = grow(small_house)
    for old, new in ((10, -1), (13, 10), (-1, 13)):
        house.sql(LEAF.format(f"tree_index = {new}", old))
    found = [(each.kind, each.where) for each in house.audit().findings]
    assert ("chain-order", "space 6 number 5") in found
    assert ("leaf-order", "leaf 11") in found
    assert sum(kind == "chain-order" for kind, _ in found) == 1


def test_checkpoints_kept_elsewhere_are_told_by_their_number(small_house: SmallHouse) -> None:
    house = grow(small_house)
    notes = [*read_log(house.folder)]
    forged = house.signer.sign(600, bytes(32))
    for kept, said in (
        ([*notes[:2], notes[0]], [("outside-order", "checkpoint 2", "size 200 after 400")]),
        ([notes[0], notes[0]], []),
        ([house.signer.sign(0, bytes(32))], [("outside-order", "checkpoint 0", "size 0 after 0")]),
        ([house.signer.sign(700, bytes(32))], [("rolled-back", "size 700", "signed once, now there are 600 leaves")]),
        ([*notes[:2], forged], [("outside-differs", "size 600", REWRITTEN)]),
    ):
        report = audit(house.connection, [house.signer.vkey], kept, house.keys, house)
        assert [tuple(each) for each in report.findings] == said
        assert report.counts["outside"] == len(kept)


def test_a_journal_without_a_key_to_verify_with_is_not_called_whole(small_house: SmallHouse) -> None:
    house = grow(small_house)
    found = audit(house.connection, []).findings
    assert [each.where for each in found] == ["batch 200", "batch 400", "batch 600"]
    assert {(each.kind, each.detail) for each in found} == {("batch-note", "no verifier key")}


def test_an_audit_looks_at_one_moment_changes_nothing_and_has_all_the_time_it_needs(
    small_house: SmallHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = small_house
    for _ in range(3):
        house.write(5)
    house.integrate()
    monkeypatch.setattr("ens.journal.audit.findings.PROGRESS_EVERY", 2)
    told: list[tuple[str, int]] = []
    settings: list[str] = []

    def progress(stage: str, done: int) -> None:
        told.append((stage, done))
        names = ("statement_timeout", "transaction_isolation", "transaction_read_only")
        settings.extend(house.app_sql(f"SHOW {name}")[0][0] for name in names)

    audit(house.connection, [house.signer.vkey], read_log(house.folder), house.keys, house, progress)
    assert told == [("leaves", 2), ("links", 2), ("entries", 2)]
    assert settings == ["0", "repeatable read", "on"] * 3


def test_a_thousand_findings_are_counted_and_a_hundred_kept(small_house: SmallHouse) -> None:
    house = grow(small_house)
    house.sql("UPDATE journal_leaf SET prev = sha256('x')")
    report = house.audit()
    assert report.found == {"leaf-hash": 600, "chain-link": 600}
    assert [sum(each.kind == kind for each in report.findings) for kind in report.found] == [100, 100]


def test_a_journal_of_one_entry_and_then_of_two_is_whole(small_house: SmallHouse) -> None:
    house = small_house
    for _ in range(2):
        house.write(5)
        house.integrate()
        assert house.said() == []


def test_a_leaf_that_differs_is_told_by_space_and_entry(small_house: SmallHouse) -> None:
    house = grow(small_house)
    ((entry,),) = house.sql("SELECT entry_id FROM journal_leaf WHERE tree_index = 300")
    house.sql(LEAF.format("prev = sha256('x')", 300))
    assert house.said()[0] == ("leaf-hash", "leaf 300", f"space 5 entry {entry}")
