"""One document of the list: what its header says, as its reader sees it."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Card:
    """A label with the answers that filters, orders and lines need."""

    label: Label
    reader: int
    news: bool

    @property
    def header(self) -> Header:
        """Tell what the document's header says."""
        return self.label.header

    @property
    def own(self) -> bool:
        """Say whether its reader added it."""
        return self.header.author == self.reader

    @property
    def day(self) -> date:
        """Tell the day of the document."""
        return day_of(self.header.date)

    @property
    def category(self) -> str:
        """Tell the name of its category in a list."""
        found = taxonomy.find_category(self.header.category)
        return found.short if found else "Autres"

    @property
    def author(self) -> str:
        """Tell who made it, as the list says it."""
        return self.header.author_name or NO_AUTHOR

    def drawers(self) -> set[str]:
        """List the choices of the filter under which it stands; the empty one is the whole list."""
        header = self.header
        if header.has(Flag.SUPERSEDED):
            return {Drawer.OLD}
        if header.has(Flag.ARCHIVED):
            return {Drawer.ARCHIVED}
        found = {"", header.category}
        if self.news:
            found.add(Drawer.NEW)
        if self.own:
            found.add(Drawer.OWN)
        if header.has(Flag.MASKED):
            found.add(Drawer.MASKED)
        return found

    def speaks_of(self, words: tuple[str, ...]) -> bool:
        """Say whether title, author and category hold all the words."""
        if not words:
            return True
        text = fold(f"{self.header.title} {self.header.author_name} {self.category} {self.day.year}")
        return all(word in text for word in words)


def cards_of(shelf: Shelf, now: int) -> list[Card]:
    """Make the cards of a shelf."""
    return [Card(label, shelf.reader, is_news(label.header, shelf.reader, now)) for label in shelf.labels]
