"""The list of documents: by month, with filters that count, words to look for, six orders and pages of fifty."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http.response import HttpResponseBase

from ens.gate import shelf
from ens.gate.house import house
from ens.kernel import clock
from ens.kernel.errors import NotFound
from ens.policy.facts import Flag, Header
from ens.records import taxonomy
from ens.records.listing.arrange import PAGE, Arrangement, Group, arrange
from ens.records.listing.card import Card
from ens.records.listing.wish import SORTS, Drawer, Sort, read_wish
from ens.records.lots import DOCUMENT
from ens.web import dates
from ens.web.caller import Caller
from ens.web.page import page
from ens.web.render import render

YEARS: Final = 8  # tabs of other years at most
_DRAWERS: Final = {
    "": "Tous",
    Drawer.NEW: "Nouveaux",
    Drawer.OWN: "Par vous",
    Drawer.MASKED: "Masqués",
    Drawer.OLD: "Anciennes versions",
    Drawer.ARCHIVED: "Archivés",
}
Tab = tuple[str, int | None, str, bool]


@dataclass(frozen=True, slots=True)
class Line:
    """One document as a line of the list."""

    id: str
    title: str
    moment: int
    category: str
    author: str
    dated: str
    tags: tuple[str, ...]


@page()
def documents(caller: Caller) -> HttpResponseBase:
    """Show the list that the address asks for."""
    wish, now = read_wish(caller.request.GET.dict()), clock.now_us()
    view = shelf.browse(caller.visit, caller.space, DOCUMENT, lambda held: arrange(held, wish, now))
    if wish.page > view.pages:
        raise NotFound("Cette page de la liste n’existe pas.")
    return render(
        caller,
        "records/documents.html",
        view=view,
        wish=wish,
        groups=[(group, [_line(card, caller, wish.sort) for card in group.cards]) for group in view.groups],
        filters=_filters(view),
        tabs=_tabs(view),
        years=[("", "Toutes"), *((year, f"{year} ({count})") for year, count in _years(view))],
        authors=[("", "Tous"), *((name, f"{name} ({count})") for name, count in view.authors.items())],
        sorts=[(sort.value, text) for sort, text in SORTS.items()],
        pages=_pages(view),
        first=(wish.page - 1) * PAGE + 1,
        last=min(wish.page * PAGE, view.total),
    )


def _filters(view: Arrangement) -> list[Tab]:
    wish = view.wish
    return [(_name(each), count, wish.query(drawer=each), each == wish.drawer) for each, count in view.drawers.items()]


def _name(drawer: str) -> str:
    found = taxonomy.find_category(drawer)
    return found.short if found else _DRAWERS[drawer]


def _line(card: Card, caller: Caller, sort: Sort) -> Line:
    header = card.header
    by_arrival, by_date = sort is Sort.ARRIVED, sort in {Sort.RECENT, Sort.OLDEST}
    return Line(
        id=house().codec.encode(caller.space, card.label.item),
        title=header.title,
        moment=header.arrived if by_arrival else header.date,
        category=card.category,
        author="ajouté par vous" if card.own else card.author,
        dated="" if by_date else dates.plain_date(header.date),
        tags=tags_of(header, news=card.news),
    )


def tags_of(header: Header, *, news: bool) -> tuple[str, ...]:
    """Name the states that a line shows, two at most: what needs her first."""
    hidden = "hidden" if header.has(Flag.HIDDEN_FROM_REPRESENTATIVES) else ""
    masked = "masked" if header.has(Flag.MASKED) else ""
    old = "old" if header.has(Flag.SUPERSEDED) else ""
    return tuple(filter(None, ("new" if news else "", hidden, masked, old)))[:2]


def _years(view: Arrangement) -> list[tuple[str, int]]:
    """List the years of the filter; the period that was asked for stays, even when it holds nothing."""
    asked = view.wish.period
    found = list(view.years.items())
    return found if not asked or asked in view.years else [*found, (asked, view.total)]


def _tabs(view: Arrangement) -> list[tuple[str, list[Tab]]]:
    """Give the months of the year that the page begins with, and the years before and after it."""
    if not view.groups or not view.months:
        return []
    here = view.groups[0].month or date.min
    found: list[tuple[str, list[Tab]]] = []
    others: dict[int, list[date]] = {}
    for month in view.months:
        others.setdefault(month.year, []).append(month)
    near = sorted(others, key=lambda year: abs(year - here.year))[: YEARS + 1]
    for year, months in others.items():
        if year == here.year:
            tabs: list[Tab] = [
                (dates.short_month(month), view.months[month][0], _at(view, month), month == here) for month in months
            ]
            found.append((str(year), tabs))
        elif year in near:
            count = sum(view.months[month][0] for month in months)
            found.append(("", [(str(year), count, _at(view, months[0]), False)]))
    return found


def _at(view: Arrangement, month: date) -> str:
    return f"{view.wish.query(page=view.months[month][1])}#{Group('', month, 0, []).anchor}"


def _pages(view: Arrangement) -> list[tuple[int, str, bool]]:
    """List the pages near this one, the first and the last."""
    here = view.wish.page
    near = {1, view.pages, *range(max(1, here - 2), min(view.pages, here + 2) + 1)}
    return [(number, view.wish.query(page=number), number == here) for number in sorted(near)]
