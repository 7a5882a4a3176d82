"""A space that changes between decision and entry: the act is decided again, three times at most."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ens.gate import door, everything, history, people, search, sheet, shelf, whole, writing
from ens.gate.changes import Change, Context
from ens.gate.house import database, house
from ens.gate.search import ListQuery
from ens.journal import append as journal
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict
from ens.kernel.ids import NO_ITEM
from ens.lifecycle import services as lifecycle
from ens.registry import spaces
from ens.sharing import services as sharing
from tests.factories.documents import BINARY, DOCUMENT, PDF, Deposited, Sheet, deposit, header_of, read, update
from tests.factories.journal import count
from tests.factories.people import Holder
from tests.gate.looking import files_of

pytestmark = pytest.mark.threat("T-07")


@pytest.fixture
def document(camille: Holder) -> Deposited:
    return deposit(camille.caller, camille.space)


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Raise the version of the space just before an entry, as often as this list has elements."""
    left: list[int] = []

    def append(connection: Any, sealer: Any, entry: Any, seen: int | None) -> Any:
        if left and seen is not None:
            left.pop()
            with database().cursor() as cursor:
                cursor.execute("UPDATE space SET version = version + 1 WHERE id = %s", [entry.space])
        return journal.append(connection, sealer, entry, seen)

    monkeypatch.setattr("ens.gate.trace.append", append)
    yield left
    left.clear()


class _Shown:
    """Shows all that a shelf holds."""

    def __init__(self, held: shelf.Shelf) -> None:
        self.shown = held.labels


def _itself(document: Deposited) -> whole.Part:
    """Name a document as its own file: it is decided upon twice."""
    return whole.Part(DOCUMENT, lambda _resource: house().codec.encode(*document.place))


Act = Callable[[Holder, Deposited], object]
ACTS: dict[str, Act] = {
    "read": lambda who, it: read(who.caller, it),
    "version": lambda who, it: door.read_version(who.visit, it.place, DOCUMENT, 1),
    "versions": lambda who, it: door.list_versions(who.visit, it.place, DOCUMENT, 5),
    "search": lambda who, it: search.search(who.visit, it.space, ListQuery(DOCUMENT)),
    "whole": lambda who, it: whole.read_whole(who.visit, it.place, DOCUMENT, _itself(it)),
    "sheet": lambda who, it: sheet.read_sheet(who.visit, it.place, DOCUMENT, _itself(it)),
    "shelf": lambda who, it: shelf.browse(who.visit, it.space, DOCUMENT, _Shown),
    "page": lambda who, it: everything.read_page(who.visit, it.space, lambda _: True, b"", 5),
    "flow": lambda who, it: everything.open_flow(who.visit, it.space, lambda _: True),
    "person": lambda who, it: people.see_person(who.visit, it.space),
    "history": lambda who, it: history.list_entries(who.visit, it.space, None, 5),
    "deposit": lambda who, it: deposit(who.caller, it.space, Sheet(file=PDF)),
    "update": lambda who, it: update(who.caller, it, Sheet(title="deux")),
    "mask": lambda who, it: update(who.caller, it, Sheet(flags=1)),
    "authorise": lambda who, it: sharing.authorise(who.visit, it.space, 5),
    "close": lambda who, it: lifecycle.close_space(who.visit, it.space),
}


@pytest.mark.parametrize("act", ACTS)
def test_it_is_decided_again_and_written_down_once(
    camille: Holder, document: Deposited, restless: list[int], act: str
) -> None:
    before = count("entry", camille.space)
    restless += [1, 2]
    ACTS[act](camille, document)
    assert restless == []
    assert count("entry", camille.space) == before + 1


def test_a_room_prepares_its_changes_once_however_often_they_are_decided(camille: Holder, restless: list[int]) -> None:
    restless += [1, 2]
    plans: list[Context] = []

    def plan(context: Context) -> list[Change]:
        plans.append(context)
        item, number = bytes([len(plans)]) * 10, context.actor.number
        return [Change(item, header_of(Sheet(), number, BINARY), b"{}", source=PDF)]

    writing.write(camille.visit, (camille.space, NO_ITEM), (BINARY, Action.RECORDS_ITEM_CREATE), plan)
    assert (len(plans), restless) == (1, [])
    assert len(files_of(camille.space)) == 1


@pytest.mark.parametrize("act", ["mask", "authorise", "close"])
def test_a_change_that_comes_before_the_ruling_holds_the_space_is_seen(
    camille: Holder, document: Deposited, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    real, left, before = spaces.touch, [1, 2], count("entry", camille.space)

    def touch(connection: Any, space: int, seen: int) -> bool:
        if left:
            left.pop()
            assert real(connection, space, seen)  # somebody else's ruling
        return real(connection, space, seen)

    monkeypatch.setattr(spaces, "touch", touch)
    ACTS[act](camille, document)
    assert left == []
    assert count("entry", camille.space) == before + 1


@pytest.mark.parametrize("act", ACTS)
def test_after_three_tries_nothing_is_served_nor_stored(
    camille: Holder, document: Deposited, restless: list[int], act: str
) -> None:
    before = [count(table, camille.space) for table in ("entry", "item", "item_past")]
    restless += [1, 2, 3]
    with pytest.raises(Conflict) as told:
        ACTS[act](camille, document)
    assert (told.value.reasons, restless) == (("space_changed",), [])
    assert [count(table, camille.space) for table in ("entry", "item", "item_past")] == before
    assert files_of(camille.space) == []
