"""The crowd comes in by the same doors: spaces, documents, lines in the history; and an interrupted arrival goes on."""

from collections.abc import Iterator
from datetime import date

import pytest

from ens.fhir.endpoint import kinds
from ens.gate.search import ListQuery, search
from ens.sandbox.crowd import deposits
from ens.sandbox.crowd.people import crowd
from ens.sandbox.crowd.stories import write_stories
from ens.sandbox.grants import find_row
from ens.sandbox.population import visit_of
from tests.databases import Database

TODAY = date(2026, 11, 20)
FEW = crowd()[1:4]


@pytest.fixture
def small(fresh_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database where nobody is yet, and a crowd of three."""
    deposits._author_visit.cache_clear()
    monkeypatch.setattr(deposits, "crowd", lambda: FEW)
    yield
    deposits._author_visit.cache_clear()


def count(slug: str) -> int:
    row = find_row(slug)
    assert row is not None
    return search(visit_of(slug), row.space, ListQuery("DocumentReference", limit=1, total=True)).total or 0


def expected(index: int) -> int:
    return len(list(write_stories(FEW[index], TODAY)))


@pytest.mark.usefixtures("small")
def test_everyone_is_settled_with_all_documents() -> None:
    done = list(deposits.settle_crowd(kinds(), TODAY))
    assert [count(person.slug) for person in FEW] == [expected(0), expected(1), expected(2)]
    assert done[-1] == sum(expected(index) for index in range(3))
    assert list(deposits.settle_crowd(kinds(), TODAY)) == []


@pytest.mark.usefixtures("small")
def test_an_arrival_that_was_stopped_goes_on_without_a_document_twice() -> None:
    stopped = iter([False, True])
    list(deposits.settle_crowd(kinds(), TODAY, lambda: next(stopped)))
    assert 0 < count(FEW[0].slug) < expected(0)
    assert find_row(FEW[1].slug) is None
    list(deposits.settle_crowd(kinds(), TODAY))
    assert [count(person.slug) for person in FEW] == [expected(0), expected(1), expected(2)]
