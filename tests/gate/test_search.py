"""Lists at the gate, compared with the plainest list one can write: pages, cursors, ties, totals, rights."""

import json
import random
from dataclasses import dataclass, replace
from typing import Any

import pytest

from ens.gate import search as module
from ens.gate import writing
from ens.gate.changes import Change
from ens.gate.facts import Visit
from ens.gate.search import Cursor, ListQuery, search
from ens.journal.entry import Outcome
from ens.kernel import clock, ids
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Invalid, NotFound, Refused
from ens.lifecycle import services as lifecycle
from ens.policy.facts import Flag, Header
from ens.sharing import services as sharing
from ens.vault import items
from tests.factories.callers import Caller, new_party, new_professional
from tests.factories.documents import DOCUMENT, PDF, Sheet, delete, deposit, microseconds, update
from tests.factories.journal import count, last
from tests.factories.people import Holder
from tests.gate.looking import watch_statements

DAY = 86_400_000_000
NEWEST = ListQuery(DOCUMENT)


@pytest.fixture(autouse=True)
def walking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Walk the months however few documents there are: a test alone is about the short way."""
    monkeypatch.setattr(module, "FEW", 1)


@dataclass(frozen=True)
class Known:
    """One document as the test remembers it."""

    item: bytes
    date: int
    updated: int
    number: int
    type: str


def _fill(author: Caller, space: int, dates: list[int], **header: Any) -> list[Known]:
    """Deposit one document per date, all at once."""
    known, changes = [], []
    for number, date in enumerate(dates):
        kind = ("11488-4", "34133-9")[number % 2]
        item, changed = ids.new_item(), clock.now_us() - (number * 7919 % 1000) * 1_000_000
        about = Header(DOCUMENT, date, changed, author.number, type=kind, class_code="11", title=str(number), **header)
        resource = json.dumps({"number": number}).encode()
        changes.append(Change(item, about, resource, search=((DOCUMENT, kind), (DOCUMENT, f"tens={number // 10}"))))
        known.append(Known(item, date, changed, number, kind))
    writing.write(author.visit, (space, ids.NO_ITEM), (DOCUMENT, Action.RECORDS_ITEM_CREATE), lambda _: changes)
    return known


def _newest_first(known: list[Known]) -> list[bytes]:
    return [each.item for each in sorted(known, key=lambda each: (each.date, each.item), reverse=True)]


def _pages(visit: Visit, space: int, query: ListQuery) -> tuple[list[bytes], int]:
    """Turn the pages until the last one; gives all items and the number of pages."""
    found: list[bytes] = []
    after: Cursor | None = query.after
    for pages in range(1, 400):
        page = search(visit, space, replace(query, after=after))
        assert len(page.hits) <= query.limit
        found += [hit.item for hit in page.hits]
        after = page.next
        if after is None:
            return found, pages
        assert len(page.hits) == query.limit
    pytest.fail("the pages never end")


def _dates(seed: int, count_: int, years: int) -> list[int]:
    """Draw dates over some years, many of them the same, some on the edges of months."""
    draw = random.Random(seed)
    now = clock.now_us()
    edges = [1_767_225_599_999_999, 1_767_225_600_000_000, 1_764_547_200_000_000]  # around 2026-01-01 and 2025-12-01
    crowd = [now - draw.randrange(years * 365) * DAY for _ in range(12)]
    return [draw.choice([*edges, *crowd, now - draw.randrange(years * 365 * DAY)]) for _ in range(count_)]


@pytest.mark.parametrize(("seed", "limit"), [(1, 50), (2, 7), (3, 1), (4, 299), (5, 300), (6, 1000)])
def test_pages_of_many_years_are_the_plain_list(camille: Holder, seed: int, limit: int) -> None:
    size = 300 if limit > 1 else 40
    known = _fill(camille.caller, camille.space, _dates(seed, size, 30))
    found, pages = _pages(camille.visit, camille.space, replace(NEWEST, limit=limit))
    assert found == _newest_first(known)
    assert pages == -(-size // limit)


@pytest.mark.parametrize("seed", [11, 12])
def test_pages_across_a_rotated_key_are_the_plain_list(camille: Holder, seed: int) -> None:
    dates = _dates(seed, 260, 6)
    known = _fill(camille.caller, camille.space, dates[:130])
    lifecycle.rotate_key(camille.space)
    known += _fill(camille.caller, camille.space, dates[130:])
    assert _pages(camille.visit, camille.space, replace(NEWEST, limit=60))[0] == _newest_first(known)
    page = search(camille.visit, camille.space, replace(NEWEST, total=True))
    assert page.total == 260


def test_many_documents_of_one_instant_are_each_seen_once(camille: Holder) -> None:
    known = _fill(camille.caller, camille.space, [clock.now_us() - DAY] * 30)
    assert _pages(camille.visit, camille.space, replace(NEWEST, limit=4))[0] == _newest_first(known)


@pytest.mark.parametrize("years", [0, 2, 7, 27, 100, 126])
def test_a_single_old_document_is_found(camille: Holder, years: int) -> None:
    date = int(clock.now_us() - years * 365.25 * DAY)
    (known,) = _fill(camille.caller, camille.space, [date])
    page = search(camille.visit, camille.space, NEWEST)
    assert [hit.item for hit in page.hits] == [known.item]
    assert (page.total, page.next) == (None, None)


def test_the_oldest_and_the_nearest_future_are_found(camille: Holder) -> None:
    dates = [-2_208_988_800_000_000, clock.now_us() + DAY - 60_000_000]  # 1900-01-01, and tomorrow at this hour
    known = _fill(camille.caller, camille.space, dates)
    assert _pages(camille.visit, camille.space, replace(NEWEST, limit=1))[0] == _newest_first(known)


@pytest.mark.parametrize("later", ["1900-01-31", "1900-02-01", "1901-12-31", "1902-01-01", "1908-02-01", "1928-02-01"])
def test_a_page_that_begins_in_the_oldest_years_goes_on_to_their_first_month(camille: Holder, later: str) -> None:
    known = _fill(camille.caller, camille.space, [microseconds("1900-01-01"), microseconds(later)])
    assert _pages(camille.visit, camille.space, replace(NEWEST, limit=1))[0] == _newest_first(known)


def test_on_the_eve_of_a_month_what_is_dated_one_day_ahead_is_found(
    camille: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = _fill(camille.caller, camille.space, [microseconds("2026-12-01")])
    monkeypatch.setattr(clock, "now_us", lambda: microseconds("2026-11-30"))
    assert [hit.item for hit in search(camille.visit, camille.space, NEWEST).hits] == _newest_first(known)


def test_a_page_that_goes_on_years_ago_costs_no_more_than_the_first_one(
    camille: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [microseconds(f"2015-06-{day:02}") for day in range(1, 7)]
    known = _fill(camille.caller, camille.space, [clock.now_us() - DAY * day for day in (1, 2, 3)] + old)
    order, statements = _newest_first(known), watch_statements(monkeypatch)
    for begin in (0, 5):
        after = (old[4], order[begin - 1]) if begin else None
        statements.clear()
        page = search(camille.visit, camille.space, replace(NEWEST, limit=2, after=after))
        assert [hit.item for hit in page.hits] == order[begin : begin + 2]
        assert len(statements) == 5  # the facts, that there are many, one walk, the bodies, the entry


@pytest.mark.parametrize("order", ["-date", "date", "-updated", "updated"])
@pytest.mark.parametrize("total", [True, False])
def test_every_order_pages_like_the_plain_list(camille: Holder, order: str, total: bool) -> None:
    known = _fill(camille.caller, camille.space, _dates(21, 45, 3))
    rank = "updated" if order.endswith("updated") else "date"
    plain = sorted(known, key=lambda each: (getattr(each, rank), each.item), reverse=order.startswith("-"))
    query = replace(NEWEST, order=order, total=total, limit=10)
    assert _pages(camille.visit, camille.space, query) == ([each.item for each in plain], 5)
    page = search(camille.visit, camille.space, query)
    assert page.total == (None if order == "-date" and not total else 45)


def test_totals_do_not_change_from_page_to_page(camille: Holder) -> None:
    _fill(camille.caller, camille.space, _dates(31, 25, 3))
    query = replace(NEWEST, total=True, limit=10)
    after: Cursor | None = None
    for size in (10, 10, 5):
        page = search(camille.visit, camille.space, replace(query, after=after))
        assert (len(page.hits), page.total) == (size, 25)
        after = page.next
    assert after is None


def test_an_empty_space_is_one_empty_page(camille: Holder) -> None:
    assert search(camille.visit, camille.space, NEWEST).hits == []
    page = search(camille.visit, camille.space, replace(NEWEST, total=True))
    assert (page.hits, page.total, page.next) == ([], 0, None)
    entry = last(camille.space)
    assert (entry.outcome, entry.action, entry.refs) == (Outcome.ALLOWED, "records:item:list", ())


# What narrows


def test_search_words_must_all_be_there_each_as_one_of_several(camille: Holder) -> None:
    known = _fill(camille.caller, camille.space, _dates(41, 60, 3))
    words = (((DOCUMENT, "34133-9"),), ((DOCUMENT, "tens=1"), (DOCUMENT, "tens=4"), (DOCUMENT, "tens=99")))
    expected = [each for each in known if each.type == "34133-9" and each.number // 10 in {1, 4}]
    query = replace(NEWEST, groups=words, limit=3)
    assert _pages(camille.visit, camille.space, query)[0] == _newest_first(expected)
    assert search(camille.visit, camille.space, query).total == 10
    assert len(search(camille.visit, camille.space, NEWEST).hits) == 50
    nothing = replace(NEWEST, groups=(((DOCUMENT, "34133"),),))
    assert search(camille.visit, camille.space, nothing).total == 0


def test_an_item_found_twice_is_listed_once(camille: Holder) -> None:
    _fill(camille.caller, camille.space, _dates(42, 12, 1))
    twice = (((DOCUMENT, "34133-9"), (DOCUMENT, "tens=0"), (DOCUMENT, "34133-9")),)
    page = search(camille.visit, camille.space, replace(NEWEST, groups=twice))
    assert page.total == len({hit.item for hit in page.hits}) == 11


def test_headers_and_bodies_filter(camille: Holder) -> None:
    known = _fill(camille.caller, camille.space, _dates(43, 40, 3))
    even = [each for each in known if each.number % 2 == 0]
    wanted = replace(NEWEST, wanted=lambda header: int(header.title) % 2 == 0, limit=6)
    assert _pages(camille.visit, camille.space, wanted)[0] == _newest_first(even)
    matching = replace(NEWEST, matches=lambda body: json.loads(body)["number"] % 2 == 0, limit=6)
    assert _pages(camille.visit, camille.space, matching) == (_newest_first(even), 4)
    assert search(camille.visit, camille.space, matching).total == 20
    later = replace(matching, after=search(camille.visit, camille.space, matching).next)
    assert search(camille.visit, camille.space, later).total == 20
    exactly = replace(matching, limit=20)
    assert _pages(camille.visit, camille.space, exactly)[1] == 1


def test_named_items_are_listed_if_they_are_there(camille: Holder) -> None:
    known = _fill(camille.caller, camille.space, _dates(44, 6, 3))
    some = known[1:4]
    query = replace(NEWEST, only=(*(each.item for each in some), ids.new_item()))
    page = search(camille.visit, camille.space, query)
    assert ([hit.item for hit in page.hits], page.total) == (_newest_first(some), 3)
    assert search(camille.visit, camille.space, replace(NEWEST, only=())).hits == []


def test_named_items_are_listed_only_if_the_words_are_there_too(camille: Holder) -> None:
    known = _fill(camille.caller, camille.space, _dates(5, 6, 1))
    words = (((DOCUMENT, known[0].type),),)
    asked = replace(NEWEST, only=(known[0].item, known[1].item), groups=words)
    assert [hit.item for hit in search(camille.visit, camille.space, asked).hits] == [known[0].item]


@pytest.mark.parametrize("asked", [replace(NEWEST, total=True), replace(NEWEST, groups=(((DOCUMENT, "34133-9"),),))])
def test_a_search_that_would_be_cut_off_is_refused(
    camille: Holder, monkeypatch: pytest.MonkeyPatch, asked: ListQuery
) -> None:
    _fill(camille.caller, camille.space, _dates(6, 8, 1))
    monkeypatch.setattr(module, "CANDIDATES", 5)
    assert len(search(camille.visit, camille.space, replace(asked, total=False, groups=())).hits) == 8
    monkeypatch.setattr(module, "CANDIDATES", 4)
    with pytest.raises(Invalid) as told:
        search(camille.visit, camille.space, asked)
    assert told.value.reasons == ("too_broad",)


def test_a_search_that_is_too_broad_is_refused_and_nothing_is_shown(
    camille: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(camille.caller, camille.space, _dates(45, 4, 1))
    monkeypatch.setattr(module, "OPENED", 4)
    everything = replace(NEWEST, matches=lambda _: True)
    assert search(camille.visit, camille.space, everything).total == 4
    _fill(camille.caller, camille.space, _dates(46, 1, 1))
    words = tuple((DOCUMENT, f"tens={number}") for number in range(51))
    assert search(camille.visit, camille.space, replace(NEWEST, groups=(words[:50],))).total == 5
    for query in (everything, replace(NEWEST, groups=(words,))):
        before = count("entry", camille.space)
        with pytest.raises(Invalid) as told:
            search(camille.visit, camille.space, query)
        assert told.value.reasons == ("too_broad",)
        assert count("entry", camille.space) == before


# Rights


def test_what_one_may_not_read_is_neither_listed_nor_counted(camille: Holder, hospital: Caller) -> None:
    nurse, dates = new_professional("60"), _dates(51, 5, 2)
    sharing.authorise(camille.visit, camille.space, nurse.number)
    open_, _, waiting = (
        _fill(hospital, camille.space, dates, flags=flag) for flag in (0, Flag.MASKED, Flag.NOT_ANNOUNCED)
    )
    deposit(hospital, camille.space, Sheet(type="75496-0", class_code="45"))
    withdrawn = delete(hospital, deposit(hospital, camille.space))
    expected = _newest_first([*open_, *waiting])
    assert _pages(nurse.visit, camille.space, replace(NEWEST, limit=2))[0] == expected
    for query in (replace(NEWEST, total=True), replace(NEWEST, matches=lambda _: True), replace(NEWEST, order="date")):
        page = search(nurse.visit, camille.space, query)
        assert (sorted(hit.item for hit in page.hits), page.total) == (sorted(expected), 10)
    named = search(nurse.visit, camille.space, replace(NEWEST, only=(withdrawn.item,)))
    assert (named.hits, named.total) == ([], 0)
    assert len(search(camille.visit, camille.space, NEWEST).hits) == 11
    assert len(search(hospital.visit, camille.space, NEWEST).hits) == 16


def test_a_structure_lists_what_it_wrote_and_nothing_else(camille: Holder, hospital: Caller, nguyen: Caller) -> None:
    own = deposit(hospital, camille.space)
    deposit(nguyen, camille.space)
    page = search(hospital.visit, camille.space, replace(NEWEST, total=True))
    assert ([hit.item for hit in page.hits], page.total) == ([own.item], 1)


def test_files_are_not_listed_among_documents(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF))
    for query in (NEWEST, replace(NEWEST, total=True), replace(NEWEST, only=(document.item, document.file or b""))):
        assert [hit.item for hit in search(camille.visit, camille.space, query).hits] == [document.item]


def test_who_may_not_list_is_told_nothing_and_camille_sees_it(camille: Holder, nguyen: Caller) -> None:
    for caller in (nguyen, new_party(ActorKind.INSURER), new_party(ActorKind.APP)):
        with pytest.raises(NotFound):
            search(caller.visit, camille.space, NEWEST)
        entry = last(camille.space)
        assert (entry.outcome, entry.action) == (Outcome.REFUSED, "records:item:list")
        assert entry.actor_number == caller.number
    with pytest.raises(NotFound):
        search(nguyen.visit, ids.NOWHERE, NEWEST)
    with pytest.raises(Refused):
        search(camille.caller.holding("patient/DocumentReference.r").visit, camille.space, NEWEST)


# The trace


def test_one_entry_names_what_was_shown_and_no_more(camille: Holder, martin: Caller) -> None:
    known = _fill(camille.caller, camille.space, _dates(61, 9, 2))
    before = count("entry", camille.space)
    page = search(martin.visit, camille.space, replace(NEWEST, limit=4))
    assert count("entry", camille.space) == before + 1
    entry = last(camille.space)
    assert (entry.outcome, entry.reasons, entry.actor_number) == (Outcome.ALLOWED, ("authorised",), martin.number)
    assert [ref.item for ref in entry.refs] == [hit.item for hit in page.hits] == _newest_first(known)[:4]
    assert {(ref.kind, ref.version) for ref in entry.refs} == {(DOCUMENT, 1)}


def test_a_document_written_while_the_page_is_made_is_not_left_out(
    camille: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deposit(camille.caller, camille.space)
    deposit(camille.caller, camille.space)
    real, pending = items.list_bodies, [lambda: update(camille.caller, document, Sheet(title="deux"))]

    def list_bodies(*asked: Any) -> Any:
        if pending:
            pending.pop()()
        return real(*asked)

    monkeypatch.setattr(items, "list_bodies", list_bodies)
    page = search(camille.visit, camille.space, NEWEST)
    assert sorted(hit.header.title for hit in page.hits) == ["Compte rendu", "deux"]


@pytest.mark.parametrize("size", [0, 1, 39, 40, 41, 90])
def test_a_few_documents_are_listed_at_once_as_the_walk_would(
    camille: Holder, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    known = _fill(camille.caller, camille.space, _dates(71, size, 30)) if size else []
    statements = watch_statements(monkeypatch)
    for few in (1, 40):
        monkeypatch.setattr(module, "FEW", few)
        statements.clear()
        page = search(camille.visit, camille.space, replace(NEWEST, limit=30))
        assert [hit.item for hit in page.hits] == _newest_first(known)[:30]
        assert (page.total, page.next is None) == (None, size <= 30)
        walked = any("WITH RECURSIVE walk" in text for text in statements)
        assert walked is (size >= few), "the months are walked through only when there are many"
        assert _pages(camille.visit, camille.space, replace(NEWEST, limit=7))[0] == _newest_first(known)
