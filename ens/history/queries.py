"""The history of a notebook, told: pages of visits, one entry, all lines for a file, the latest visits by others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from ens.gate import history
from ens.gate.facts import Visit
from ens.gate.history import Account, Survey
from ens.history import rules
from ens.history.rules import Deed, Filters, Home, Passage, Tally
from ens.history.sentences.notebook import Notebook
from ens.history.sentences.oddities import oddity_of
from ens.history.sentences.who import Actor, short_name
from ens.history.told import Told, ToldLine, notebook_of, tell_line, tell_passage
from ens.journal.entry import entry_time, first_id
from ens.policy.facts import Sharing
from ens.web import dates

PAGE: Final = 25  # rows of one page
UNFOLDED: Final = 20  # entries of one visit that are told one by one; a visit with more says so
LATEST_DEPTH: Final = 1_000  # entries looked over for the first page of a notebook
REMEMBERED: Final = 200  # readings of the reader's own that are remembered for it
FILE_PAGE: Final = 1_000
FILE_LINES: Final = 10_000
PRINTED: Final = 2_000  # lines of a PDF: a second of a processor, and fifty pages
_QUARTER_US: Final = 900_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Whose notebook is looked into, and by whom: `name` is the given name of its person."""

    visit: Visit
    space: int
    name: str


@dataclass(frozen=True, slots=True)
class Month:
    """The rows of one month on a page; most hold one visit, one with many refusals of a day holds them all."""

    at: int
    count: int
    rows: list[list[Told]]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of a history: its months, what every choice would show, where it goes on (an entry id).

    `whole` says that all entries ever were looked over; otherwise those from `since` on. `actors` are number and name.
    """

    months: list[Month]
    tally: Tally
    older: int | None
    whole: bool
    since: int | None
    actors: list[tuple[int, str]]
    notebook: Notebook


@dataclass(frozen=True, slots=True)
class LookBack:
    """The latest visits by others, told; all of theirs, what was looked over, and the items that the reader opened."""

    told: list[Told]
    others: list[Passage]
    survey: Survey
    opened: frozenset[bytes]


class _Choice:
    """Chooses the entries of one page from those looked over, and remembers what it saw."""

    def __init__(self, choose: Callable[[list[Passage]], list[list[Passage]]]) -> None:
        self._choose = choose
        self.passages: list[Passage] = []
        self.rows: list[list[Passage]] = []
        self.survey: Survey | None = None

    def __call__(self, survey: Survey) -> list[int]:
        self.survey = survey
        self.passages = rules.fold(survey.glances, _home(survey.reader, survey.sharing), _local)
        self.rows = self._choose(self.passages)
        return [glance.id for row in self.rows for each in row for glance in each.glances[:UNFOLDED]]


def list_visits(place: Place, filters: Filters, before: int | None = None) -> HistoryPage:
    """Tell one page of visits, newest first, from before an entry id on."""
    older: list[int | None] = []

    def choose(passages: list[Passage]) -> list[list[Passage]]:
        wanted = [each for each in passages if rules.matches(each, filters)]
        refusals = filters.deed is Deed.REFUSAL  # asked for, they are told one by one
        rows, onward = rules.after([[each] for each in wanted] if refusals else rules.gather(wanted), before, PAGE)
        older.append(onward)
        return rows

    choice = _Choice(choose)
    account = history.tell(place.visit, place.space, choice, period_end(filters.period) if before is None else before)
    survey, notebook = _seen(choice), notebook_of(account, place.name)
    tally = rules.tally(choice.passages, filters)
    onward, oldest = older[-1], survey.glances[-1].id if survey.glances else None
    if onward is None and not survey.whole:
        onward = oldest
    rows = _tell_rows(choice, account, notebook)
    return HistoryPage(
        _by_months(choice.rows, rows, tally),
        tally,
        onward,
        survey.whole,
        None if oldest is None else entry_time(oldest),
        _actors(choice.passages, tally, notebook),
        notebook,
    )


def look_back(place: Place, limit: int, since: int) -> LookBack:
    """Look at the latest visits by others and at the reader's own, for the first page of a notebook; one look.

    `since` bounds the readings of her own that are remembered (microseconds since 1970).
    """
    others: list[Passage] = []

    def choose(passages: list[Passage]) -> list[list[Passage]]:
        others.extend(each for each in passages if rules.matches(each, Filters()))
        return [[each] for each in others[:limit]]

    choice = _Choice(choose)
    opened: set[int] = set()

    def choose_all(survey: Survey) -> list[int]:
        told = choice(survey)
        opened.update(rules.own_readings(survey.glances, survey.reader, since)[:REMEMBERED])
        return [*told, *(opened.difference(told))]

    account = history.tell(place.visit, place.space, choose_all, depth=LATEST_DEPTH)
    refs = (ref.item for line in account.lines if line.id in opened and line.entry for ref in line.entry.refs)
    told = [row[0] for row in _tell_rows(choice, account, notebook_of(account, place.name))]
    return LookBack(told, others, _seen(choice), frozenset(refs))


def get_line(place: Place, entry_id: int) -> ToldLine:
    """Tell one entry."""
    account = history.tell_entry(place.visit, place.space, entry_id)
    return tell_line(account.lines[0], account, notebook_of(account, place.name))


def list_lines(place: Place) -> Iterator[list[ToldLine]]:
    """Tell all entries, newest first, as pages, `FILE_LINES` at most; each page is one look into the history."""
    before, told = None, 0
    while told < FILE_LINES:
        account = history.tell_page(place.visit, place.space, before, min(FILE_PAGE, FILE_LINES - told))
        notebook = notebook_of(account, place.name)
        yield [tell_line(line, account, notebook) for line in account.lines]
        if len(account.lines) < FILE_PAGE:
            return
        before, told = account.lines[-1].id, told + len(account.lines)


def list_period(place: Place, period: str) -> tuple[list[ToldLine], bool]:
    """Tell the newest entries of a month, of a year or ever, `PRINTED` at most; and whether older ones are left out."""
    account = history.tell_page(place.visit, place.space, period_end(period), PRINTED + 1)
    notebook = notebook_of(account, place.name)
    lines = [line for line in account.lines if dates.local(entry_time(line.id)).isoformat().startswith(period)]
    return [tell_line(line, account, notebook) for line in lines[:PRINTED]], len(lines) > PRINTED


def period_end(period: str) -> int | None:
    """Tell before which entry id a month or a year ends; None for all times."""
    if not period:
        return None
    year, month = int(period[:4]), int(period[5:] or 12)
    beyond = date(year + month // 12, month % 12 + 1, 1)
    return first_id(int(dates.local(beyond).timestamp()) * 1_000_000)


def _seen(choice: _Choice) -> Survey:
    if choice.survey is None:
        msg = "the gate lets every choice see what was looked over"
        raise RuntimeError(msg)
    return choice.survey


def _tell_rows(choice: _Choice, account: Account, notebook: Notebook) -> list[list[Told]]:
    lines = {line.id: line for line in account.lines}
    survey, firsts = _seen(choice), rules.first_entries(choice.passages)
    since = "" if survey.whole or not survey.glances else dates.plain_date(entry_time(survey.glances[-1].id))

    def odd(passage: Passage) -> tuple[str, ...]:
        return tuple(oddity_of(each, since) for each in rules.oddities(passage, firsts))

    return [[tell_passage(each, lines, account, notebook, odd(each)) for each in row] for row in choice.rows]


def _by_months(rows: list[list[Passage]], told: list[list[Told]], tally: Tally) -> list[Month]:
    months: dict[str, Month] = {}
    for row, told_row in zip(rows, told, strict=True):
        name = row[0].month
        months.setdefault(name, Month(told_row[0].at, tally.months[name], [])).rows.append(told_row)
    return list(months.values())


def _actors(passages: list[Passage], tally: Tally, notebook: Notebook) -> list[tuple[int, str]]:
    """List who came and can be chosen, by name; the newest name counts."""
    names: dict[int, str] = {}
    for passage in passages:
        newest = passage.newest
        if passage.actor in tally.actors and newest.actor_kind and passage.actor not in names:
            actor = Actor(newest.actor_kind, newest.actor_number, newest.actor_name)
            names[passage.actor] = short_name(actor, notebook)
    return sorted(names.items(), key=lambda item: item[1])


def _home(reader: int, sharing: Sharing) -> Home:
    return Home(reader, frozenset({sharing.owner, *sharing.representatives}))


def _local(entry_id: int) -> datetime:
    return _quarter(entry_time(entry_id) // _QUARTER_US)


@lru_cache(maxsize=20_000)
def _quarter(number: int) -> datetime:
    """Tell the local time of a quarter of an hour: offsets from UTC never cut one in two."""
    return dates.local(number * _QUARTER_US)
