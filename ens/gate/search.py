"""Lists at the gate: one decision on the space, one per item, one entry per query, and only then the bodies.

Newest first is the common question: months are walked back through their blind tokens until the page is full, so that
a page costs the same in a space of a hundred items or of ten thousand.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from ens.gate import trace
from ens.gate.door import Found, ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database
from ens.gate.people import refuse
from ens.gate.sight import Sight
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.errors import Invalid
from ens.policy.decide import decide
from ens.policy.facts import Flag, Header
from ens.policy.question import Question
from ens.vault import blind, boxes, items, whole
from ens.vault.items import HeaderRow
from ens.vault.keyring import Keyring

CANDIDATES: Final = 20_000  # items looked at by one query at most
FEW: Final = 200  # items of a kind that are listed at once: walking through years of empty months costs more
OPENED: Final = 1_000  # bodies opened to be compared by one query at most
COMBINATIONS: Final = 50
WINDOWS: Final = (24, 72, 240)  # months walked at a time; then all the rest
OLDEST: Final = 1900 * 12

Words = tuple[str, ...]
Cursor = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is looked for in one space.

    `groups` are search words that must all be there, each as one of several; `wanted` filters headers, `matches`
    resources; `order` is `date` or `updated`, with `-` for newest first; `after` is where the page before ended;
    `only` narrows to named items; `total` asks for the number of all hits, which costs reading every header.
    """

    kind: str
    groups: tuple[tuple[Words, ...], ...] = ()
    wanted: Callable[[Header], bool] | None = None
    matches: Callable[[bytes], bool] | None = None
    order: str = "-date"
    limit: int = 50
    after: Cursor | None = None
    only: tuple[bytes, ...] | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Hits in order; `total` is None when it was not counted, `next` is None on the last page."""

    hits: list[Found]
    total: int | None
    next: Cursor | None


Candidate = tuple[HeaderRow, Header]


def search(visit: Visit, space: int, query: ListQuery) -> Page:
    """List what the caller may see of what it looks for; written down with what was shown."""
    return again(lambda: _search(visit, space, query))


def _search(visit: Visit, space: int, query: ListQuery) -> Page | None:
    scene = look(visit, space)
    question = ask(scene, query.kind, Action.RECORDS_ITEM_LIST)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None:
        raise refuse(scene, question, decision)
    keyring = scene.keyring
    chosen, total = _choose(scene, keyring, question, query)
    more = query.matches is None and len(chosen) > query.limit
    chosen = chosen[: query.limit] if more else chosen
    rows = items.list_bodies(database(), space, [row.item for row, _ in chosen])
    if any(row.item not in rows or rows[row.item].version != row.version for row, _ in chosen):
        return None  # one was written meanwhile: the page would lack it
    receipt = trace.admit(
        scene,
        question,
        decision,
        [trace.reference(query.kind, space, row.item, row.version) for row, _ in chosen],
    )
    if receipt is None:
        return None
    hits = [
        Found(space, row.item, row.version, header, boxes.open_body(keyring, receipt, rows[row.item]).resource, None)
        for row, header in chosen
    ]
    return _page(query, hits, total, more=more)


def _page(query: ListQuery, hits: list[Found], total: int | None, *, more: bool) -> Page:
    if query.matches is not None:
        matches = query.matches
        hits = [hit for hit in hits if matches(hit.resource)]
        total = len(hits)
        hits = [hit for hit in hits if _is_after(query, hit.header, hit.item)]
        more = len(hits) > query.limit
    page = hits[: query.limit]
    last = page[-1] if page and more else None
    return Page(page, total, None if last is None else (_rank(query, last.header), last.item))


def _choose(scene: Scene, keyring: Keyring, question: Question, query: ListQuery) -> tuple[list[Candidate], int | None]:
    """Choose the items to open: one more than the page holds, or all candidates when bodies decide."""
    rows = _rows(keyring, query)
    if rows is None:
        few = whole.list_few(database(), keyring.space, blind.kind(keyring, query.kind), FEW)
        if few is None:
            return _walk(scene, keyring, question, query), None
        return _after(query, _sorted(query, _allowed(scene, keyring, question, query, few))), None
    seen = _sorted(query, _allowed(scene, keyring, question, query, rows))
    if query.matches is not None:
        if len(seen) > OPENED:
            raise Invalid("Cette recherche est trop large : ajoutez un critère.", ("too_broad",))
        return seen, None
    return _after(query, seen), len(seen)


def _after(query: ListQuery, seen: Sequence[Candidate]) -> list[Candidate]:
    """Keep what the page holds, and one more to know whether it goes on."""
    return [each for each in seen if _is_after(query, each[1], each[0].item)][: query.limit + 1]


def _rows(keyring: Keyring, query: ListQuery) -> Iterable[HeaderRow] | None:
    """Fetch the candidates when something narrows them or all must be seen; None: walk the months instead."""
    space = keyring.space
    if query.groups:
        found = _rows_of_groups(keyring, query)
        return found if query.only is None else [row for row in found if row.item in query.only]
    if query.only is not None:
        return [HeaderRow(*row[:4]) for row in items.list_bodies(database(), space, list(query.only)).values()]
    kind = blind.kind(keyring, query.kind)
    if query.order != "-date" or query.total or query.matches is not None:
        return _bounded(items.list_kind(database(), space, kind, CANDIDATES))
    return None


def _rows_of_groups(keyring: Keyring, query: ListQuery) -> list[HeaderRow]:
    """Fetch what carries one of the words of every group."""
    combinations = list(product(*query.groups))
    if len(combinations) > COMBINATIONS:
        raise Invalid("Cette recherche combine trop de valeurs.", ("too_broad",))
    found: dict[bytes, HeaderRow] = {}
    for words in combinations:
        tokens = [blind.token(keyring, *each) for each in words]
        rows = _bounded(items.list_by_tokens(database(), keyring.space, tokens, CANDIDATES))
        found.update((row.item, row) for row in rows)
    return list(found.values())


def _bounded(rows: list[HeaderRow]) -> list[HeaderRow]:
    """Refuse what was cut off: a page or a total that silently lacks something would be wrong."""
    if len(rows) >= CANDIDATES:
        raise Invalid("Cette recherche est trop large : ajoutez un critère.", ("too_broad",))
    return rows


def _walk(scene: Scene, keyring: Keyring, question: Question, query: ListQuery) -> list[Candidate]:
    """Walk the months back from now, or from where the last page ended, until there is one more than the page holds."""
    newest = blind.month_index(query.after[0] if query.after else clock.now_us() + 86_400_000_000)
    got: list[Candidate] = []
    for months in _windows(keyring, query.kind, newest):
        start = 0
        while start < len(months) and len(got) <= query.limit:
            rows, start = items.list_by_months(database(), scene.space, months, start, query.limit + 1 - len(got))
            allowed = _allowed(scene, keyring, question, query, rows)
            got += _sorted(query, (each for each in allowed if _is_after(query, each[1], each[0].item)))
        if len(got) > query.limit:
            break
    return got[: query.limit + 1]


def _windows(keyring: Keyring, kind: str, newest: int) -> Iterator[list[int]]:
    for size in WINDOWS:
        yield blind.months(keyring, kind, newest, min(size, newest - OLDEST + 1))
        newest -= size
        if newest < OLDEST:
            return
    yield blind.months(keyring, kind, newest, newest - OLDEST + 1)


def _allowed(
    scene: Scene, keyring: Keyring, question: Question, query: ListQuery, rows: Iterable[HeaderRow]
) -> Iterator[Candidate]:
    sight = Sight(scene, question.action)
    for row in rows:
        header = boxes.open_header(keyring, row)
        if header.kind != query.kind or header.has(Flag.DELETED):
            continue
        if query.wanted is not None and not query.wanted(header):
            continue
        if sight.reaches(header):
            yield row, header


def _rank(query: ListQuery, header: Header) -> int:
    return header.updated if query.order.endswith("updated") else header.date


def _sorted(query: ListQuery, candidates: Iterable[Candidate]) -> list[Candidate]:
    newest_first = query.order.startswith("-")
    return sorted(candidates, key=lambda each: (_rank(query, each[1]), each[0].item), reverse=newest_first)


def _is_after(query: ListQuery, header: Header, item: bytes) -> bool:
    if query.after is None:
        return True
    place = (_rank(query, header), item)
    return place < query.after if query.order.startswith("-") else place > query.after
