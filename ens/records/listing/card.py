"""One document of the list: what its header says, as its reader sees it."""

from datetime import date
from functools import lru_cache
from typing import Final

from ens.gate.shelf import Label, Shelf
from ens.policy.facts import Flag, Header
from ens.records import taxonomy
from ens.records.listing.wish import Drawer
from ens.records.listing.words import fold
from ens.web import dates

NEW_DAYS: Final = 7  # since it arrived
FRESH_DAYS: Final = 60  # since its own date: an old paper that is put in order is no news
_DAY_US: Final = 86_400_000_000
_HOUR_US: Final = 3_600_000_000
OTHERS: Final = "AUTR_DOC"  # the drawer of what is filed nowhere
NO_AUTHOR: Final = "Auteur non précisé"


def is_news(header: Header, reader: int, now: int) -> bool:
    """Say whether a document is new to its reader: somebody else's, arrived this week, about something recent."""
    if header.author == reader or header.has(Flag.SUPERSEDED):
        return False
    return now - header.arrived < NEW_DAYS * _DAY_US and now - header.date < FRESH_DAYS * _DAY_US


def day_of(moment: int) -> date:
    """Tell the day of an instant (microseconds since 1970) where people are."""
    return _day_of_hour(moment // _HOUR_US)


@lru_cache(maxsize=20_000)
def _day_of_hour(hour: int) -> date:
    return dates.local(hour * _HOUR_US).date()


class Card:
    """A label with the answers that filters, orders and lines ask for again and again, each found once."""

    __slots__ = ("day", "drawers", "header", "label", "news", "own")

    def __init__(self, label: Label, reader: int, *, news: bool) -> None:
        header = label.header
        self.label = label
        self.header = header
        self.own = header.author == reader  # its reader added it
        self.news = news
        self.day = day_of(header.date)
        self.drawers = self._drawers()

    @property
    def category(self) -> str:
        """Tell the name of its category in a list."""
        found = taxonomy.find_category(self.header.category)
        return found.short if found else "Autres"

    @property
    def author(self) -> str:
        """Tell who made it, as the list says it."""
        return self.header.author_name or NO_AUTHOR

    def speaks_of(self, words: tuple[str, ...]) -> bool:
        """Say whether title, author, category and year hold all the words."""
        if not words:
            return True
        text = fold(f"{self.header.title} {self.header.author_name} {self.category} {self.day.year}")
        return all(word in text for word in words)

    def _drawers(self) -> tuple[str, ...]:
        """List the choices of the filter under which it stands; the empty one is the whole list."""
        header = self.header
        if header.has(Flag.SUPERSEDED):
            return (Drawer.OLD,)
        if header.has(Flag.ARCHIVED):
            return (Drawer.ARCHIVED,)
        found = ["", header.category or OTHERS]
        if self.news:
            found.append(Drawer.NEW)
        if self.own:
            found.append(Drawer.OWN)
        if header.has(Flag.MASKED):
            found.append(Drawer.MASKED)
        return tuple(found)


def cards_of(shelf: Shelf, now: int) -> list[Card]:
    """Make the cards of a shelf."""
    reader = shelf.reader
    return [Card(label, reader, news=is_news(label.header, reader, now)) for label in shelf.labels]
