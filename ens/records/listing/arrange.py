"""Puts the cards in order for a wish: which ones, in which groups, on which page, and how many there would be."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Final

from ens.gate.shelf import Label, Shelf
from ens.records import taxonomy
from ens.records.listing.card import Card, cards_of, day_of
from ens.records.listing.wish import Drawer, Sort, Wish
from ens.records.listing.words import fold

PAGE: Final = 50
AUTHORS: Final = 200  # names offered as a filter at most


Month = tuple[int, int]  # year and month; 0 for documents of which the year alone is known


def anchor_of(month: Month) -> str:
    """Name the heading of a month, for links to it."""
    return f"mois-{month[0]}-{month[1]:02}"


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading, a month or a word (`text`); `count` is that of all pages."""

    text: str
    month: Month | None
    count: int
    cards: list[Card]

    @property
    def moment(self) -> date | None:
        """Tell the first day of the month; None for a word, or for a year alone."""
        return date(*self.month, 1) if self.month and self.month[1] else None

    @property
    def anchor(self) -> str:
        """Name the heading, for links to it."""
        return anchor_of(self.month) if self.month else ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One page of the list, and all that the filters around it say."""

    wish: Wish
    shown: list[Label]
    groups: list[Group]
    total: int  # that answer the wish
    whole: int  # in the notebook, obsolete versions and archives apart
    news: int
    drawers: dict[str, int]
    years: dict[str, int]
    authors: dict[str, int]
    months: dict[Month, tuple[int, int]]  # how many in each, and the page on which it begins

    @property
    def pages(self) -> int:
        """Tell how many pages there are."""
        return max(1, -(-self.total // PAGE))


def arrange(shelf: Shelf, wish: Wish, now: int) -> Arrangement:
    """Choose, count, sort and cut; pure, so that it can be asked again when the space changed meanwhile."""
    cards = cards_of(shelf, now)
    counts = _Counts(wish)
    chosen = sorted(counts.take(cards), key=lambda card: (card.header.date, card.label.item), reverse=True)
    if wish.sort is not Sort.RECENT:
        chosen.sort(key=_RANKS[wish.sort])
    page = chosen[(wish.page - 1) * PAGE : wish.page * PAGE]
    return Arrangement(
        wish=wish,
        shown=[card.label for card in page],
        groups=list(_groups(page, chosen, wish.sort)),
        total=len(chosen),
        whole=sum("" in card.drawers for card in cards),
        news=sum(card.news and "" in card.drawers for card in cards),
        drawers=counts.in_order(),
        years=dict(sorted(counts.years.items(), reverse=True)),
        authors=dict(sorted(counts.authors.items(), key=lambda each: fold(each[0]))[:AUTHORS]),
        months=_months(chosen, wish.sort),
    )


class _Counts:
    """Counts, for each filter, what the other filters would leave."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.drawers: Counter[str] = Counter()
        self.years: Counter[str] = Counter()
        self.authors: Counter[str] = Counter()

    def take(self, cards: Sequence[Card]) -> Iterator[Card]:
        """Count every card and give those that answer the whole wish."""
        wish, words = self.wish, self.wish.words
        for card in cards:
            if not card.speaks_of(words):
                continue
            drawers = card.drawers
            inside, period, author = wish.drawer in drawers, self._in_period(card), wish.author in ("", card.author)
            if period and author:
                self.drawers.update(drawers)
            if inside and author:
                self.years[str(card.day.year)] += 1
            if inside and period:
                self.authors[card.author] += 1
            if inside and period and author:
                yield card

    def _in_period(self, card: Card) -> bool:
        return not self.wish.period or card.day.isoformat().startswith(self.wish.period)

    def in_order(self) -> dict[str, int]:
        """Give the drawers that hold something, as the filter offers them; all first, whatever it holds."""
        offered = ["", Drawer.NEW, *taxonomy.load_categories(), Drawer.OWN, Drawer.MASKED, Drawer.OLD, Drawer.ARCHIVED]
        kept = {"", self.wish.drawer}
        return {name: self.drawers[name] for name in offered if self.drawers[name] or name in kept}


def _order_of(card: Card) -> int:
    return _ranks_of_categories().get(card.header.category, len(_ranks_of_categories()))


@cache
def _ranks_of_categories() -> dict[str, int]:
    return {code: rank for rank, code in enumerate(taxonomy.load_categories())}


_RANKS: Final[dict[Sort, Callable[[Card], Any]]] = {
    Sort.OLDEST: lambda card: (card.header.date, card.label.item),
    Sort.ARRIVED: lambda card: -card.header.arrived,
    Sort.TITLE: lambda card: fold(card.header.title),
    Sort.CATEGORY: _order_of,
    Sort.AUTHOR: lambda card: (not card.header.author_name, fold(card.author)),
}


def _month(card: Card, sort: Sort) -> Month:
    if sort is Sort.ARRIVED:
        day = day_of(card.header.arrived)
        return day.year, day.month
    return card.day.year, 0 if card.header.precision > 1 else card.day.month


def _heading(card: Card, sort: Sort) -> tuple[str, Month | None]:
    if sort is Sort.CATEGORY:
        return card.category, None
    if sort is Sort.AUTHOR:
        return card.author, None
    if sort is Sort.TITLE:
        first = fold(card.header.title).lstrip()[:1]
        return first.upper() if first.isalpha() else "0–9", None
    month = _month(card, sort)
    return "" if month[1] else str(month[0]), month


def _groups(page: list[Card], chosen: list[Card], sort: Sort) -> Iterator[Group]:
    whole = Counter(_heading(card, sort) for card in chosen)
    for heading, cards in groupby(page, key=lambda card: _heading(card, sort)):
        yield Group(*heading, whole[heading], list(cards))


def _months(chosen: list[Card], sort: Sort) -> dict[Month, tuple[int, int]]:
    if sort not in {Sort.RECENT, Sort.OLDEST, Sort.ARRIVED}:
        return {}
    found: dict[Month, tuple[int, int]] = {}
    for index, card in enumerate(chosen):
        month = _month(card, sort)
        count, page = found.get(month, (0, index // PAGE + 1))
        found[month] = count + 1, page
    return found
