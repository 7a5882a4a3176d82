"""All that the caller may see of a space, whatever its kind, in pages or in one flow.

A page is one entry, and so is a flow: its headers are decided upon and written down before the first byte leaves, and
its bodies are opened a few at a time, so that memory does not grow with the space.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

import msgspec

from ens.gate import trace
from ens.gate.door import Found, ask, open_row
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database
from ens.gate.people import KIND, Person, Sheet, find_sheet, open_person, refuse
from ens.gate.sight import Sight
from ens.kernel.actions import Action
from ens.kernel.errors import Invalid, Unavailable
from ens.kernel.receipt import Receipt
from ens.policy.decide import Decision, decide
from ens.policy.facts import Flag, Header
from ens.policy.question import Question
from ens.vault import boxes, items, whole
from ens.vault.items import HeaderRow, Row
from ens.vault.keyring import Keyring

HELD: Final = 50_000  # items of one flow
AT_ONCE: Final = 200  # bodies opened together
Wanted = Callable[[Header], bool]
R = TypeVar("R", Row, HeaderRow)


class Page(msgspec.Struct, frozen=True):
    """Some items in the order of their names; `after` is where the next page begins, None after the last.

    The first page also brings the person.
    """

    person: Person | None
    found: list[Found]
    after: bytes | None


class Flow(msgspec.Struct, frozen=True):
    """Everything: the person, how many items, and each of them as it is asked for."""

    person: Person
    total: int
    found: Iterator[Found]


def read_page(visit: Visit, space: int, wanted: Wanted, after: bytes, count: int) -> Page:
    """Read a page of what the caller may see, from after an item on; written down with what it shows."""
    return again(lambda: _read_page(visit, space, wanted, (after, count)))


def open_flow(visit: Visit, space: int, wanted: Wanted) -> Flow:
    """Write down that the caller takes all that it may see, and give it."""
    return again(lambda: _open_flow(visit, space, wanted))


class _Entrance(NamedTuple):
    """Who has come in, by which right."""

    scene: Scene
    keyring: Keyring
    question: Question
    decision: Decision


def _read_page(visit: Visit, space: int, wanted: Wanted, place: tuple[bytes, int]) -> Page | None:
    entrance = _enter(visit, space)
    after, count = place
    choice, chosen = _Choice(entrance, wanted), list[tuple[Row, Header]]()
    while len(chosen) <= count:
        asked = count + 1 - len(chosen)
        rows = whole.list_rows(database(), space, after, asked)
        chosen += choice.choose(rows)
        if len(rows) < asked:
            break
        after = rows[-1].item
    page, more = chosen[:count], len(chosen) > count
    sheet = None if place[0] else find_sheet(entrance.scene)
    receipt = _write_down(entrance, page, sheet)
    if receipt is None:
        return None
    person = None if place[0] else open_person(entrance.scene, entrance.keyring, receipt, sheet)
    found = [open_row(entrance.keyring, receipt, row, header) for row, header in page]
    return Page(person, found, page[-1][0].item if more else None)


def _open_flow(visit: Visit, space: int, wanted: Wanted) -> Flow | None:
    entrance = _enter(visit, space)
    rows = whole.list_headers(database(), space, HELD + 1)
    if len(rows) > HELD:
        raise Invalid("Ce carnet est trop grand pour un seul flux : demandez des pages (_count).", ("too_broad",))
    chosen = list(_Choice(entrance, wanted).choose(rows))
    sheet = find_sheet(entrance.scene)
    receipt = _write_down(entrance, chosen, sheet)
    if receipt is None:
        return None
    person = open_person(entrance.scene, entrance.keyring, receipt, sheet)
    return Flow(person, len(chosen), _open(entrance.keyring, receipt, chosen))


def _enter(visit: Visit, space: int) -> _Entrance:
    scene = look(visit, space)
    question = ask(scene, KIND, Action.RECORDS_ITEM_LIST)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None:
        raise refuse(scene, question, decision)
    return _Entrance(scene, scene.keyring, question, decision)


class _Choice:
    """What is wanted of all that one caller may see."""

    def __init__(self, entrance: _Entrance, wanted: Wanted) -> None:
        self._keyring, self._wanted = entrance.keyring, wanted
        self._sight = Sight(entrance.scene, Action.RECORDS_ITEM_LIST)

    def choose(self, rows: Iterable[R]) -> Iterator[tuple[R, Header]]:
        """Keep the rows that are wanted and may be seen, with their headers."""
        for row in rows:
            header = boxes.open_header(self._keyring, row)
            if not header.has(Flag.DELETED) and self._wanted(header) and self._sight.reaches(header):
                yield row, header


def _write_down(entrance: _Entrance, chosen: Sequence[tuple[R, Header]], sheet: Sheet | None) -> Receipt | None:
    space = entrance.scene.space
    refs = [] if sheet is None else [sheet.ref(space)]
    refs += [trace.reference(header.kind, space, row.item, row.version) for row, header in chosen]
    return trace.admit(entrance.scene, entrance.question, entrance.decision, refs)


def _open(keyring: Keyring, receipt: Receipt, chosen: Sequence[tuple[HeaderRow, Header]]) -> Iterator[Found]:
    """Open the versions that were written down, a few at a time; one replaced meanwhile is found among the past."""
    for start in range(0, len(chosen), AT_ONCE):
        part = chosen[start : start + AT_ONCE]
        rows = items.list_bodies(database(), keyring.space, [row.item for row, _ in part])
        for named, header in part:
            row = rows.get(named.item)
            if row is None or row.version != named.version:
                row = items.find_version(database(), keyring.space, named.item, named.version)
            if row is None:  # the space was erased under way: what has left cannot be called whole
                raise Unavailable
            yield open_row(keyring, receipt, row, header)
