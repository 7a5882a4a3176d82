"""Looking over a history: everything is counted, what was tampered with too, and nothing opens without a receipt."""

import pytest
from django.db import connection
from msgspec import structs

from ens.journal import read
from ens.journal.append import associated
from ens.journal.entry import Glance, Outcome, Ref, encode, entry_hash, entry_time, first_id
from ens.journal.read import (
    Mention,
    find_edge,
    get_entries,
    list_entries,
    list_items,
    list_naming,
    open_entry,
    survey,
)
from ens.kernel.ids import HOUSE
from ens.kernel.receipt import Receipt
from ens.kernel.sealing import Tampered
from ens.postgres.statements import Statement
from tests.journal.small_house import SmallHouse


def written(house: SmallHouse, count: int) -> list[Receipt]:
    return [house.write(5) for _ in range(count)]


def test_a_survey_goes_from_the_newest_to_the_oldest(small_house: SmallHouse) -> None:
    receipts = written(small_house, 5)
    ids = [receipt.entry for receipt in receipts][::-1]
    sealer = small_house.sealers[5]
    seen = survey(connection, sealer, receipts[0], 5, None, 9)
    assert [glance.id for glance in seen] == ids
    assert seen[0] == Glance(ids[0], 2, 7, "Dr Martin", "records:item:read", "allowed", "")
    assert [glance.id for glance in survey(connection, sealer, receipts[0], 5, ids[1], 2)] == ids[2:4]


def test_the_edge_of_a_survey_is_found_without_opening_anything(small_house: SmallHouse) -> None:
    receipts = written(small_house, 4)
    assert find_edge(connection, receipts[0], 5, 3) == receipts[1].entry
    assert find_edge(connection, receipts[0], 5, 4) == receipts[0].entry
    assert find_edge(connection, receipts[0], 5, 5) is None
    with pytest.raises(PermissionError):
        find_edge(connection, receipts[0], 6, 3)


def test_named_entries_come_back_newest_first_with_their_place_in_the_tree(small_house: SmallHouse) -> None:
    receipts = written(small_house, 4)
    small_house.integrate()
    receipts += written(small_house, 1)
    ids = [receipt.entry for receipt in receipts]
    sealer = small_house.sealers[5]
    lines = get_entries(connection, sealer, receipts[0], 5, [ids[1], ids[4], ids[0] - 1])
    assert [(line.id, line.tree_index) for line in lines] == [(ids[4], None), (ids[1], 1)]
    assert [line.entry.id for line in lines if line.entry] == [ids[4], ids[1]]
    assert get_entries(connection, sealer, receipts[0], 5, []) == []


def test_what_does_not_open_stays_in_sight_and_says_nothing(small_house: SmallHouse) -> None:
    receipts = written(small_house, 3)
    one, other = receipts[0].entry, receipts[1].entry
    small_house.sql("ALTER TABLE entry DISABLE TRIGGER append_only")
    small_house.sql(
        "UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE id = %s), id = CASE id WHEN %s THEN id ELSE -1 END"
        " WHERE id IN (%s, %s)",
        receipts[2].entry,
        one,
        one,
        other,
    )
    sealer = small_house.sealers[5]
    glances = survey(connection, sealer, receipts[0], 5, None, 9)
    mute = [Glance(one, 0, 0, "", "", "", ""), Glance(-1, 0, 0, "", "", "", "")]
    assert [glance for glance in glances if not glance.actor_kind] == mute
    assert [line.entry for line in get_entries(connection, sealer, receipts[0], 5, [one])] == [None]
    assert set(list_items(connection, sealer, receipts[0], 5, None, 9)) == {receipts[2].entry}
    everything = Mention(["records:item:read"], ["x", "Dr Martin"], 9)
    assert [line.id for line in list_naming(connection, sealer, receipts[0], 5, everything)] == [receipts[2].entry]


def test_the_house_reads_its_own_history(small_house: SmallHouse) -> None:
    receipts = [small_house.write(HOUSE) for _ in range(2)]
    sealer, ids = small_house.sealers[HOUSE], [receipt.entry for receipt in receipts][::-1]
    assert [glance.action for glance in survey(connection, sealer, receipts[0], HOUSE, None, 9)] == [
        "records:item:read"
    ] * 2
    lines = list_entries(connection, sealer, receipts[0], HOUSE)
    assert [line.entry.id for line in lines if line.entry is not None] == ids
    assert [line.id for line in list_entries(connection, sealer, receipts[0], HOUSE, ids[0])] == ids[1:]


def test_an_entry_opens_only_as_what_was_hashed_and_only_as_itself(small_house: SmallHouse) -> None:
    sealer, entry, other = small_house.open_space(5), small_house.entry(5), small_house.entry(6)
    for told in (entry, structs.replace(entry, space=6), structs.replace(entry, id=entry.id + 1), other):
        plain = encode(told)
        sealed = sealer.seal(plain, associated(5, entry.id))
        if told == entry:
            assert open_entry(sealer, 5, entry.id, 1, sealed, entry_hash(plain)) == entry
            with pytest.raises(Tampered):
                open_entry(sealer, 5, entry.id, 1, sealed, entry_hash(b"x"))
        else:
            with pytest.raises(Tampered):
                open_entry(sealer, 5, entry.id, 1, sealed, entry_hash(plain))


def ref(name: str) -> Ref:
    return Ref("DocumentReference", name, name.encode().rjust(10), 1)


def test_the_items_of_each_entry_are_told_with_its_act_from_the_newest_on(small_house: SmallHouse) -> None:
    receipts = [small_house.write(5, *refs) for refs in ([ref("a"), ref("b")], [], [ref("c")])]
    first, second, third = (receipt.entry for receipt in receipts)
    read_, sealer = "records:item:read", small_house.sealers[5]
    assert list_items(connection, sealer, receipts[0], 5, None, 2) == {
        third: (read_, frozenset({ref("c").item})),
        second: (read_, frozenset()),
    }
    before_second = list_items(connection, sealer, receipts[0], 5, second, 9)
    assert before_second == {first: (read_, frozenset({ref("a").item, ref("b").item}))}


def test_entries_are_found_by_act_and_by_the_name_of_what_they_touched(small_house: SmallHouse) -> None:
    receipts = [small_house.write(5, *refs) for refs in ([ref("name-a")], [ref("name-b")], [ref("name-a")], [])]
    ids = [receipt.entry for receipt in receipts]

    def naming(*names: str, acts: tuple[str, ...] = ("x", "records:item:read"), depth: int = 9) -> list[int]:
        mention = Mention(acts, names, depth)
        lines = list_naming(connection, small_house.sealers[5], receipts[0], 5, mention)
        assert all(line.entry is not None and line.entry.id == line.id for line in lines)
        return [line.id for line in lines]

    assert naming("name-a") == [ids[2], ids[0]]
    assert naming("name-b", "name-a") == [ids[2], ids[1], ids[0]]
    assert naming("name-a", depth=2) == [ids[2]]
    assert naming("name-a", acts=("records:item:rea", "item:read")) == naming("name-c") == naming() == []


def test_a_history_opens_only_against_a_receipt_of_its_space(small_house: SmallHouse) -> None:
    receipt = small_house.write(6)
    sealer = small_house.open_space(5)
    with pytest.raises(PermissionError):
        survey(connection, sealer, receipt, 5, None, 9)
    for look in (
        lambda: get_entries(connection, sealer, receipt, 5, [1]),
        lambda: list_items(connection, sealer, receipt, 5, None, 9),
        lambda: list_naming(connection, sealer, receipt, 5, Mention(["x"], ["x"], 9)),
    ):
        with pytest.raises(PermissionError):
            look()


def test_the_ids_of_a_month_begin_with_its_first_microsecond(small_house: SmallHouse) -> None:
    entry = small_house.entry(5, Outcome.ALLOWED)
    assert first_id(entry.at) <= entry.id < first_id(entry.at + 1)
    assert entry_time(first_id(entry.at)) == entry.at
    assert first_id(0) == 0


@pytest.mark.parametrize("statement", [read._GLANCES, read._NAMED, read._EDGE], ids=["survey", "named", "edge"])
def test_a_survey_and_named_entries_use_the_primary_key(small_house: SmallHouse, statement: Statement) -> None:
    small_house.write(5)
    small_house.sql("SET enable_seqscan = off")
    small_house.sql("SET enable_bitmapscan = off")  # two rows are no reason for an index; two million are
    query = statement.sql.decode().replace("$1", "5").replace("$2::int8[]", "'{1,2}'::int8[]").replace("$2", "9")
    plan = " ".join(row[0] for row in small_house.sql(f"EXPLAIN {query.replace('$3', '5000')}"))
    assert "entry_pkey" in plan
    assert "Sort" not in plan
