"""How a history is folded into visits, filtered, and judged unusual; pure.

A visit is what one actor did of one kind within one hour by the clock; so a program that tries all night is a line an
hour, however often it tries, and the lines of a day that has many are folded again. What is unusual:

- the first visit of a professional, a structure, an app or the help desk that reads (a deposit alone is expected);
- a professional who reads, or tries to, between 22:00 and 6:00;
- more than twenty readings by one professional or structure within the hour.

None of these is a fault; each is worth a look, and the page says why it is marked. An access declared as an emergency
is a kind of visit of its own, and stands out as a whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ens.journal.entry import Glance, Outcome, entry_time
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.question import Mode
from ens.policy.rules.acts import FINDING, HISTORY, READING

NIGHT: Final = (22, 6)
MANY_READINGS: Final = 20
REFUSALS_APART: Final = 3  # refused visits of one day that are told one by one; more are folded together
_CARERS: Final = frozenset({ActorKind.PROFESSIONAL, ActorKind.STRUCTURE})
_NEWCOMERS: Final = _CARERS | {ActorKind.APP, ActorKind.SUPPORT}
_READINGS: Final = READING | FINDING | (HISTORY - {Action.HISTORY_ENTRY_REPORT}) | {Action.DIRECTORY_RESOURCE_READ}
_SIGNING_IN: Final = frozenset({Action.ACCOUNTS_SESSION_OPEN, Action.ACCOUNTS_SESSION_END})


class Deed(StrEnum):
    """What kind of visit it was."""

    READING = "lectures"
    DEPOSIT = "depots"
    CHANGE = "changements"
    SIGN_IN = "connexions"
    EMERGENCY = "urgences"
    REFUSAL = "refus"
    FAILURE = "echecs"
    BROKEN = "illisibles"


class Crowd(StrEnum):
    """Whose visits are shown; without a choice, everybody's but the reader's."""

    OTHERS = ""
    CARERS = "soignants"
    FAMILY = "famille"
    SERVICES = "services"
    ALL = "tous"


class Oddity(StrEnum):
    """Why a visit is marked."""

    FIRST = "first"
    NIGHT = "night"
    MANY = "many"


@dataclass(slots=True)
class Passage:
    """One visit: its entries as glances, newest first; `at` is the local time of the newest, `month` that as `2026-11`.

    `own` says that it was the reader's.
    """

    deed: Deed
    crowd: Crowd
    own: bool
    actor: int
    at: datetime
    month: str
    glances: list[Glance]

    @property
    def newest(self) -> Glance:
        """Give the entry that the visit stands for."""
        return self.glances[0]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see; `period` is a month (`2026-11`) or a year, `actor` a number."""

    crowd: Crowd = Crowd.OTHERS
    deed: Deed | None = None
    actor: int | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """Who is at home in a notebook: who reads, and the person with her representatives."""

    reader: int
    family: frozenset[int]


def deed_of(glance: Glance) -> Deed:
    """Tell what kind of visit an entry belongs to."""
    if not glance.actor_kind:
        return Deed.BROKEN
    if glance.outcome != Outcome.ALLOWED:
        return Deed.REFUSAL if glance.outcome == Outcome.REFUSED else Deed.FAILURE
    if glance.mode not in {"", Mode.NORMAL}:
        return Deed.EMERGENCY
    if glance.action == Action.RECORDS_ITEM_CREATE:
        return Deed.DEPOSIT
    if glance.action in _SIGNING_IN:
        return Deed.SIGN_IN
    return Deed.READING if glance.action in _READINGS else Deed.CHANGE


def crowd_of(glance: Glance, home: Home) -> Crowd:
    """Tell among whom an actor is counted; a stranger counts as an outside service does, never as family."""
    if glance.actor_kind in _CARERS:
        return Crowd.CARERS
    at_home = glance.actor_number == home.reader or glance.actor_number in home.family
    return Crowd.FAMILY if glance.actor_kind == ActorKind.PERSON and at_home else Crowd.SERVICES


def own_readings(glances: Iterable[Glance], reader: int, since: int) -> list[int]:
    """List the entries in which the reader opened something since a time, newest first."""
    return [
        glance.id
        for glance in glances
        if glance.actor_number == reader
        and glance.action == Action.RECORDS_ITEM_READ
        and glance.outcome == Outcome.ALLOWED
        and entry_time(glance.id) >= since
    ]


def fold(glances: Iterable[Glance], home: Home, local: Callable[[int], datetime]) -> list[Passage]:
    """Fold entries, newest first, into visits; `local` tells the local time of an entry, to the quarter of an hour."""
    found: dict[tuple[int, int, Deed, int, int], Passage] = {}
    for glance in glances:
        at, deed = local(glance.id), deed_of(glance)
        key = (glance.actor_kind, glance.actor_number, deed, at.toordinal(), at.hour)
        passage = found.get(key)
        if passage is None:
            found[key] = _begin(glance, deed, at, home)
        else:
            passage.glances.append(glance)
    return list(found.values())


def _begin(glance: Glance, deed: Deed, at: datetime, home: Home) -> Passage:
    number = glance.actor_number
    own = glance.actor_kind == ActorKind.PERSON and number == home.reader
    return Passage(deed, crowd_of(glance, home), own, number, at, f"{at.year}-{at.month:02}", [glance])


def first_entries(passages: Iterable[Passage]) -> set[int]:
    """List, for each actor, the oldest of its entries."""
    oldest: dict[tuple[int, int], int] = {}
    for each in passages:
        who, last = (each.newest.actor_kind, each.actor), each.glances[-1].id
        oldest[who] = min(last, oldest.get(who, last))
    return set(oldest.values())


def oddities(passage: Passage, firsts: set[int]) -> list[Oddity]:
    """Say what is unusual about a visit; `firsts` are the oldest entries of all actors."""
    return list(_oddities(passage, first=passage.glances[-1].id in firsts))


def _oddities(passage: Passage, *, first: bool) -> Iterable[Oddity]:
    kind, reads = passage.newest.actor_kind, passage.deed in {Deed.READING, Deed.EMERGENCY}
    if first and reads and kind in _NEWCOMERS:
        yield Oddity.FIRST
    tries = reads or passage.deed is Deed.REFUSAL
    if tries and kind == ActorKind.PROFESSIONAL and (passage.at.hour >= NIGHT[0] or passage.at.hour < NIGHT[1]):
        yield Oddity.NIGHT
    readings = sum(1 for glance in passage.glances if glance.action == Action.RECORDS_ITEM_READ)
    if reads and kind in _CARERS and readings > MANY_READINGS:
        yield Oddity.MANY


def matches(passage: Passage, filters: Filters) -> bool:
    """Say whether a visit is wanted; a line that cannot be read is hidden by no choice of whom."""
    return (
        _is_of(passage, filters.crowd)
        and (filters.deed is None or passage.deed is filters.deed)
        and (filters.actor is None or passage.actor == filters.actor)
        and passage.month.startswith(filters.period)
    )


def _is_of(passage: Passage, crowd: Crowd) -> bool:
    if crowd is Crowd.ALL or passage.deed is Deed.BROKEN:
        return True
    return not passage.own if crowd is Crowd.OTHERS else passage.crowd is crowd


@dataclass(frozen=True, slots=True)
class Tally:
    """How many visits each choice would show, the other choices kept; choosing a crowd gives up the actor."""

    crowds: Counter[Crowd]
    deeds: Counter[Deed]
    actors: Counter[int]
    months: Counter[str]


def tally(passages: Iterable[Passage], filters: Filters) -> Tally:
    """Count the visits behind every choice."""
    counts = Tally(Counter(), Counter(), Counter(), Counter())
    for each in passages:
        of_crowd = _is_of(each, filters.crowd)
        of_deed = filters.deed is None or each.deed is filters.deed
        of_actor = filters.actor is None or each.actor == filters.actor
        of_period = each.month.startswith(filters.period)
        if of_deed and of_period:
            counts.crowds.update(crowd for crowd in Crowd if _is_of(each, crowd))
            if of_crowd:
                counts.actors[each.actor] += 1
        if of_crowd and of_actor:
            if of_period:
                counts.deeds[each.deed] += 1
            if of_deed:
                counts.months[each.month] += 1
    return counts


def gather(passages: Iterable[Passage]) -> list[list[Passage]]:
    """Put visits into rows: one each, but the refusals of a day together when there are many."""
    rows: list[list[Passage]] = []
    heaps: dict[int, list[Passage]] = {}
    wanted = list(passages)
    refused = Counter(each.at.toordinal() for each in wanted if each.deed is Deed.REFUSAL)
    for passage in wanted:
        day = passage.at.toordinal()
        if passage.deed is not Deed.REFUSAL or refused[day] <= REFUSALS_APART:
            rows.append([passage])
        elif day in heaps:
            heaps[day].append(passage)
        else:
            heaps[day] = [passage]
            rows.append(heaps[day])
    return rows


def after(rows: list[list[Passage]], before: int | None, limit: int) -> tuple[list[list[Passage]], int | None]:
    """Give one page of rows, those that begin before an entry id, and the id from which the next page goes on."""
    left = [row for row in rows if before is None or row[0].newest.id < before]
    shown = left[:limit]
    return shown, shown[-1][0].newest.id if len(left) > limit else None
