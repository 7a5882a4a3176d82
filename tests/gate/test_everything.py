"""All of a space, page by page and in one flow: nothing twice, nothing missing, nothing shown that was not written."""

from collections.abc import Callable, Sequence

import pytest

from ens.gate import everything
from ens.gate.door import Found
from ens.gate.everything import Page, open_flow, read_page
from ens.kernel.errors import Invalid, NotFound, Unavailable
from ens.policy.facts import Flag, Header
from ens.vault import items
from tests.clinical.facts import entry, person, reference, transaction, urn, weight
from tests.factories.callers import Caller
from tests.factories.documents import Deposited, Sheet, deposit, resource_of, update
from tests.factories.fhir_door import Door
from tests.factories.journal import count, last
from tests.factories.people import Holder

Wanted = Callable[[Header], bool]


def every(_: Header) -> bool:
    return True


def care(header: Header) -> bool:
    return header.kind != "Patient"


def fill(camille: Holder, number: int) -> list[Deposited]:
    """Deposit documents with titles of their own; gives them in the order of names, as they are read."""
    titles = [str(each) for each in range(number)]
    return sorted(
        (deposit(camille.caller, camille.space, Sheet(title=each)) for each in titles), key=lambda it: it.item
    )


def pages(camille: Holder, size: int, wanted: Wanted = every) -> list[Page]:
    """Read page after page, as long as there is one more."""
    found = [read_page(camille.visit, camille.space, wanted, b"", size)]
    while (after := found[-1].after) is not None:
        found.append(read_page(camille.visit, camille.space, wanted, after, size))
        assert len(found) < 50
    return found


def names(page: Page) -> list[bytes]:
    return [found.item for found in page.found]


def test_the_page_that_holds_the_last_document_is_the_last(camille: Holder) -> None:
    made = fill(camille, 6)
    assert [len(page.found) for page in pages(camille, 3)] == [3, 3]
    assert [len(page.found) for page in pages(camille, 4)] == [4, 2]
    assert [name for page in pages(camille, 3) for name in names(page)] == [each.item for each in made]


def test_what_is_wanted_is_found_once_among_many_that_are_not(camille: Holder) -> None:
    made = fill(camille, 9)
    titles = [_title(camille, each) for each in made]
    rare = [titles[place] for place in (1, 3, 5, 8)]
    found = pages(camille, 2, lambda header: header.title in rare)
    assert [[each.header.title for each in page.found] for page in found] == [rare[:2], rare[2:]]


def test_the_person_stands_on_the_first_page_and_in_its_line_alone(camille: Holder, hospital: Caller) -> None:
    told = transaction(person(camille, urn()), entry(weight(reference(camille))))
    assert Door(hospital.token).post("", told).status == 200
    fill(camille, 3)
    first = read_page(camille.visit, camille.space, care, b"", 2)
    assert first.person is not None
    assert first.person.identity == camille.identity
    assert b"01 02 03 04 05" in (first.person.sheet or b"")
    assert [ref.kind for ref in last(camille.space).refs].count("Patient") == 1
    assert first.after is not None
    second = read_page(camille.visit, camille.space, care, first.after, 2)
    assert second.person is None
    assert [ref.item for ref in last(camille.space).refs] == names(second)
    assert b"01 02 03 04 05" in (open_flow(camille.visit, camille.space, care).person.sheet or b"")
    assert [ref.kind for ref in last(camille.space).refs].count("Patient") == 1


def test_a_flow_holds_as_many_as_it_may_and_not_one_more(camille: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "HELD", 3)
    made = fill(camille, 3)
    assert [found.item for found in open_flow(camille.visit, camille.space, every).found] == [
        each.item for each in made
    ]
    fill(camille, 1)
    before = count("entry", camille.space)
    with pytest.raises(Invalid) as told:
        open_flow(camille.visit, camille.space, every)
    assert told.value.reasons == ("too_broad",)
    assert count("entry", camille.space) == before


def test_a_flow_from_which_something_vanishes_breaks_off(camille: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "AT_ONCE", 1)
    made = fill(camille, 2)
    flow = open_flow(camille.visit, camille.space, every)
    assert next(flow.found).resource == resource_of(Sheet(title=_title(camille, made[0])))
    monkeypatch.setattr(items, "list_bodies", lambda *_: {})
    monkeypatch.setattr(items, "find_version", lambda *_: None)
    with pytest.raises(Unavailable):
        next(flow.found)


def test_what_was_replaced_meanwhile_is_told_as_it_was_written_down(
    camille: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everything, "AT_ONCE", 1)
    made = fill(camille, 2)
    flow = open_flow(camille.visit, camille.space, every)
    next(flow.found)
    update(camille.caller, made[1], Sheet(title="autre"))
    rest = [(found.version, found.header.title) for found in flow.found]
    assert [version for version, _ in rest] == [1]
    assert rest[0][1] != "autre"


def test_her_physician_takes_what_he_may_see_and_that_alone_is_written_down(camille: Holder, martin: Caller) -> None:
    shown = deposit(camille.caller, camille.space)
    deposit(camille.caller, camille.space, Sheet(flags=int(Flag.MASKED)))
    ways: tuple[Callable[[], Sequence[Found]], ...] = (
        lambda: read_page(martin.visit, camille.space, every, b"", 5).found,
        lambda: list(open_flow(martin.visit, camille.space, every).found),
    )
    for take in ways:
        assert [found.item for found in take()] == [shown.item]
        assert [ref.item for ref in last(camille.space).refs] == [shown.item]


def test_a_stranger_takes_nothing(camille: Holder, nguyen: Caller) -> None:
    fill(camille, 1)
    for act in (
        lambda: read_page(nguyen.visit, camille.space, every, b"", 2),
        lambda: open_flow(nguyen.visit, camille.space, every),
    ):
        with pytest.raises(NotFound):
            act()
        assert (last(camille.space).outcome, last(camille.space).actor_number) == ("refused", nguyen.number)


def _title(camille: Holder, document: Deposited) -> str:
    page = read_page(camille.visit, camille.space, every, b"", 50)
    return next(found.header.title for found in page.found if found.item == document.item)
