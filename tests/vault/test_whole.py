"""Whole rows of one space, as they are listed for whoever takes everything or needs a kind of which there are few."""

import pytest
from django.db import connection

from ens.kernel.ids import new_item, new_space
from ens.vault import items, whole
from ens.vault.items import HeaderRow, Row, SealedItem

pytestmark = pytest.mark.django_db
SHEET, NOTE = -7, 8
FIRST = b""


@pytest.fixture
def space() -> int:
    return new_space()


def _put(space: int, number: int, kind: int = SHEET) -> list[SealedItem]:
    """Store some items, and one of each kind in the space of somebody else."""
    made = [
        SealedItem(space, new_item(), 1, kind, 5, [], 2, None, 0, b"header %d" % each, b"body %d" % each)
        for each in range(number)
    ]
    others = [SealedItem(new_space(), new_item(), 1, each, 5, [], 1, None, 0, b"header", b"") for each in (SHEET, NOTE)]
    items.insert(connection, [*made, *others])
    return sorted(made, key=lambda each: each.item)


def _header(sealed: SealedItem) -> HeaderRow:
    return HeaderRow(sealed.item, sealed.version, sealed.key_term, sealed.header)


def _row(sealed: SealedItem) -> Row:
    return Row(sealed.item, sealed.version, sealed.key_term, sealed.header, sealed.body)


def test_a_space_is_read_whole_in_the_order_of_names(space: int) -> None:
    made = sorted(_put(space, 3) + _put(space, 2, NOTE), key=lambda each: each.item)
    assert whole.list_headers(connection, space, 9) == [_header(each) for each in made]
    assert whole.list_headers(connection, space, 4) == [_header(each) for each in made[:4]]
    assert whole.list_rows(connection, space, FIRST, 9) == [_row(each) for each in made]


def test_a_reader_goes_on_after_the_item_where_it_stopped(space: int) -> None:
    made = _put(space, 5)
    page = whole.list_rows(connection, space, FIRST, 2)
    assert page + whole.list_rows(connection, space, page[-1].item, 9) == [_row(each) for each in made]
    assert whole.list_rows(connection, space, made[-1].item, 9) == []


def test_a_kind_is_read_without_the_others(space: int) -> None:
    made, _ = _put(space, 3), _put(space, 2, NOTE)
    assert whole.list_of_kind(connection, space, SHEET, 9) == [_row(each) for each in made]
    assert whole.list_of_kind(connection, space, SHEET, 2) == [_row(each) for each in made[:2]]
    assert whole.list_of_kind(connection, space, NOTE + 1, 9) == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_few_of_a_kind_come_all(space: int, number: int) -> None:
    made, _ = _put(space, number), _put(space, 4, NOTE)
    found = whole.list_few(connection, space, SHEET, 3)
    assert found is not None
    assert sorted(found) == [_header(each) for each in made]


@pytest.mark.parametrize("number", [3, 4])
def test_as_many_as_the_bound_or_more_are_not_listed(space: int, number: int) -> None:
    _put(space, number)
    assert whole.list_few(connection, space, SHEET, 3) is None
