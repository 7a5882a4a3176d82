"""What the first page is made of: what waits, what is new, who came, the first steps; pure.

Something waits only when it is real: results that arrived this week and were not opened, an entry that was refused
since the last visit. It stops waiting when it was looked at, or after a week.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ens.history.rules import Deed, Passage
from ens.journal.entry import Glance, Outcome, entry_time
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Flag
from ens.records.listing.card import Card

APART_US: Final = 3_600_000_000  # an hour without a page ends a visit
WEEK_US: Final = 7 * 86_400_000_000
RESULTS: Final = frozenset({"BIOLOGIE", "RADIO_SC"})  # categories whose documents wait to be read
WAITING, NEWS, PASSAGES = 2, 3, 2  # lines of each section; what waits takes the room of news


class Step(StrEnum):
    """The three first steps."""

    ADD = "add"
    LOOK = "look"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents of the first page: results that wait, and others; `week` says whether these are this week's."""

    results: list[Card]
    others: list[Card]
    count: int  # of those that `others` begins
    week: bool
    own: bool  # whether the reader has added one

    @property
    def shown(self) -> list[Card]:
        """List all that is shown."""
        return [*self.results, *self.others]


def choose_documents(cards: Iterable[Card], read: Collection[bytes]) -> Choice:
    """Choose what to show of a notebook: unread results first, then this week's news, or else the latest."""
    kept = sorted(
        (card for card in cards if not card.header.has(Flag.SUPERSEDED) and not card.header.has(Flag.ARCHIVED)),
        key=lambda card: (card.header.date, card.label.item),
        reverse=True,
    )
    news = [card for card in kept if card.news]
    results = [card for card in news if card.header.category in RESULTS and card.label.item not in read][:WAITING]
    fresh = [card for card in news if card not in results]
    rest = fresh or [card for card in kept if card not in results]
    return Choice(results, rest[: NEWS - len(results)], len(rest), bool(fresh), any(card.own for card in kept))


def find_last_visit(glances: Iterable[Glance], reader: int, now: int) -> int | None:
    """Find when the reader's visit before this one ended: her newest entry before a pause; None when it is her first.

    `glances` are newest first; the visit under way is the run of entries that leads to now.
    """
    later = now
    for glance in glances:
        if glance.actor_kind != ActorKind.PERSON or glance.actor_number != reader:
            continue
        at = entry_time(glance.id)
        if later - at > APART_US:
            return at
        later = at
    return None


def steps_taken(glances: Iterable[Glance], reader: int, *, added: bool) -> set[Step]:
    """Tell which first steps the reader has taken."""
    acts = {
        Action.RECORDS_ITEM_CREATE: Step.ADD,
        Action.HISTORY_ENTRY_READ: Step.LOOK,
        Action.HISTORY_ENTRY_PROVE: Step.KEEP,
    }
    own = (glance for glance in glances if glance.actor_number == reader and glance.outcome == Outcome.ALLOWED)
    taken = {acts[Action(glance.action)] for glance in own if glance.action in acts}
    return taken | {Step.ADD} if added else taken


def refusals_since(passages: Sequence[Passage], since: int) -> list[Passage]:
    """List the refused visits that ended after a time, newest first."""
    return [each for each in passages if each.deed is Deed.REFUSAL and entry_time(each.newest.id) > since]
