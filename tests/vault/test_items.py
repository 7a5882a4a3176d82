"""The SQL of sealed items, on a real PostgreSQL: versions, months, tokens, neighbours."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection

from ens.kernel.ids import new_item, new_space
from ens.postgres.statements import Statement
from ens.vault import items
from ens.vault.items import HeaderRow, Row, SealedItem

pytestmark = pytest.mark.django_db
KIND, MONTH = -7, 2**63 - 1
BASE = SealedItem(0, b"", 1, KIND, MONTH, [], 1, None, 0, b"header", b"body")


@pytest.fixture
def space() -> int:
    return new_space()


def _put(space: int, **changed: Any) -> SealedItem:
    sealed = BASE._replace(space=space, item=new_item())._replace(**changed)
    items.insert(connection, [sealed])
    return sealed


def _next(sealed: SealedItem, version: int | None = None) -> SealedItem:
    number = version or sealed.version + 1
    return sealed._replace(version=number, key_term=2, header=b"header %d" % number, body=b"body %d" % number)


def _row(sealed: SealedItem) -> Row:
    return Row(sealed.item, sealed.version, sealed.key_term, sealed.header, sealed.body)


def test_an_item_is_found_in_its_space_only(space: int) -> None:
    sealed = _put(space)
    assert items.find(connection, space, sealed.item) == _row(sealed)
    assert items.find(connection, space + 1, sealed.item) is None
    assert items.find(connection, space, new_item()) is None


def test_an_item_is_inserted_once(space: int) -> None:
    sealed = _put(space)
    with pytest.raises(IntegrityError):
        items.insert(connection, [sealed])


@pytest.mark.parametrize("count", [0, 1, 2, 3, 63, 64, 75])
def test_many_items_are_inserted_together(space: int, count: int) -> None:
    sealed = [BASE._replace(space=space, item=new_item(), tokens=[number] * number) for number in range(count)]
    items.insert(connection, sealed)
    assert items.list_bodies(connection, space, [each.item for each in sealed]) == {
        each.item: _row(each) for each in sealed
    }
    assert items.count(connection, space, KIND) == count
    for number, each in enumerate(sealed[1:4], 1):
        assert [row.item for row in items.list_by_tokens(connection, space, [number], 100)] == [each.item]


def test_a_large_deposit_costs_few_statements(space: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made, run = list[int](), Statement.run

    def note(self: Statement, connection: Any, *values: object) -> int:
        made.append(len(values) // len(SealedItem._fields))
        return run(self, connection, *values)

    monkeypatch.setattr(Statement, "run", note)
    items.insert(connection, [BASE._replace(space=space, item=new_item()) for _ in range(75)])
    assert made == [64, 8, 2, 1]


@pytest.mark.parametrize("changed", [{"item": b"short"}, {"version": 0}])
def test_the_base_refuses_what_cannot_be_named(space: int, changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        _put(space, **changed)


def test_a_replaced_version_is_kept(space: int) -> None:
    first = _put(space, tokens=[1, 2], blob_day=date(2026, 11, 22), blob_size=5)
    second, third = _next(first), _next(_next(first))
    assert items.replace(connection, second)
    assert items.replace(connection, third)
    assert items.find(connection, space, first.item) == _row(third)
    for each in (first, second, third):
        assert items.find_version(connection, space, first.item, each.version) == _row(each)
    assert items.find_version(connection, space, first.item, 4) is None
    assert items.list_versions(connection, space, first.item, 2**31 - 1, 10) == [_row(third), _row(second), _row(first)]
    assert items.list_versions(connection, space, first.item, 3, 1) == [_row(second)]
    assert items.list_versions(connection, space + 1, first.item, 9, 10) == []


def test_only_the_next_version_replaces(space: int) -> None:
    first = _put(space)
    assert items.replace(connection, _next(first))
    assert not items.replace(connection, _next(first)), "somebody was faster"
    assert not items.replace(connection, _next(first, 4)), "a version is missing"
    assert not items.replace(connection, _next(first)._replace(item=new_item())), "there is none"
    assert len(items.list_versions(connection, space, first.item, 99, 10)) == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_of_one_version_one_wins(space: int) -> None:
    first = _put(space)
    barrier = threading.Barrier(6)

    def write(number: int) -> bool:
        try:
            barrier.wait()
            return items.replace(connection, _next(first)._replace(body=b"writer %d" % number))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(write, range(6)))
    assert sum(won) == 1
    found = items.find(connection, space, first.item)
    assert found is not None
    assert found.body == b"writer %d" % won.index(True)


def test_whole_months_are_listed_until_there_are_enough(space: int) -> None:
    months = [100, 200, 300, 400]
    made = {month: {_put(space, month=month).item for _ in range(count)} for month, count in ((100, 3), (300, 2))}
    _put(space, month=999)
    _put(space + 1, month=100)

    def page(start: int, wanted: int) -> tuple[set[bytes], int]:
        rows, following = items.list_by_months(connection, space, months, start, wanted)
        assert all(isinstance(row, HeaderRow) for row in rows)
        return {row.item for row in rows}, following

    assert page(0, 2) == (made[100], 1), "a month is never cut"
    assert page(1, 1) == (made[300], 3)
    assert page(0, 4) == (made[100] | made[300], 3)
    assert page(0, 50) == (made[100] | made[300], 4)
    assert page(3, 50) == (set(), 4)
    alone = _put(space, month=500)
    assert items.list_by_months(connection, space, [500, 600], 0, 1) == ([_row(alone)[:4]], 1), "a single one too"
    assert items.list_by_months(connection, space, [], 0, 50) == ([], 0)


def test_items_are_found_by_all_their_tokens(space: int) -> None:
    one = _put(space, tokens=[-5, 7])
    _put(space, tokens=[7])
    _put(space)
    _put(space + 1, tokens=[-5, 7])
    assert [row.item for row in items.list_by_tokens(connection, space, [7, -5], 10)] == [one.item]
    assert len(items.list_by_tokens(connection, space, [7], 10)) == 2
    assert len(items.list_by_tokens(connection, space, [7], 1)) == 1
    assert items.list_by_tokens(connection, space, [8], 10) == []


def test_a_search_walks_through_the_tokens_alone(space: int) -> None:
    with connection.cursor() as cursor:
        query = items._BY_TOKENS.sql.decode().replace("$1", str(space)).replace("$2", "'{7,-5}'").replace("$3", "10")
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}")
        plan = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "item_tokens" in plan
    assert "item_kind" not in plan
    assert "item_pkey" not in plan


def test_what_waits_for_the_index_of_tokens_is_short() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'item_tokens'")
        assert cursor.fetchone() == (["gin_pending_list_limit=64"],)


def test_a_kind_is_listed_in_pages(space: int) -> None:
    names = sorted(_put(space).item for _ in range(5))
    _put(space, kind=KIND + 1)
    first = [row.item for row in items.list_kind(connection, space, KIND, 3)]
    rest = [row.item for row in items.list_kind(connection, space, KIND, 3, after=first[-1])]
    assert (first, rest) == (names[:3], names[3:])
    assert items.count(connection, space, KIND) == 5


def test_bodies_come_by_item(space: int) -> None:
    one, two = _put(space), _put(space, body=b"two")
    found = items.list_bodies(connection, space, [one.item, two.item, new_item()])
    assert found == {one.item: _row(one), two.item: _row(two)}
    assert items.list_bodies(connection, space, []) == {}


def test_headers_come_by_item(space: int) -> None:
    one, two = _put(space), _put(space, header=b"two")
    found = items.list_headers(connection, space, [one.item, two.item, new_item()])
    assert found == {each.item: HeaderRow(*_row(each)[:4]) for each in (one, two)}
    assert items.list_headers(connection, space + 1, [one.item]) == {}


def test_blobs_of_current_and_past_versions_are_known(space: int) -> None:
    first = _put(space, blob_day=date(2026, 11, 22), blob_size=5)
    plain = _put(space)
    items.replace(connection, _next(first)._replace(blob_day=None, blob_size=0))
    assert items.has_blob(connection, space, first.item, 1)
    assert not items.has_blob(connection, space, first.item, 2)
    assert not items.has_blob(connection, space, plain.item, 1)
    assert not items.has_blob(connection, space + 1, first.item, 1)
    assert items.list_blobs(connection, space) == [(first.item, 1)]
