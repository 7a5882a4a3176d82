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
from ens.records import notices, taxonomy
from ens.records.listing.arrange import PAGE, Arrangement, Month, anchor_of, arrange
from ens.records.listing.card import Card
from ens.records.listing.wish import SORTS, Drawer, Sort, read_wish
from ens.records.lots import DOCUMENT
from ens.records.partial_dates import PartialDate, known_date
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
_NUMBERS: Final = "Zéro Un Deux Trois Quatre Cinq Six Sept Huit Neuf Dix".split()  # noqa: SIM905
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
    vague: str  # what the margin says of a date whose day is not known
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
        news=_news(view.news),
        done=notices.read_stamp(caller.visit, caller.profile.patient, caller.request.GET.get(notices.PARAMETER, "")),
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


def _news(count: int) -> str:
    """Say how many documents came this week."""
    if not count:
        return ""
    said = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{said} {'sont arrivés' if count > 1 else 'est arrivé'} cette semaine."


def _filters(view: Arrangement) -> list[Tab]:
    wish = view.wish
    return [(_name(each), count, wish.query(drawer=each), each == wish.drawer) for each, count in view.drawers.items()]


def _name(drawer: str) -> str:
    found = taxonomy.find_category(drawer)
    return found.short if found else _DRAWERS[drawer]


def _line(card: Card, caller: Caller, sort: Sort) -> Line:
    header = card.header
    by_arrival, by_date = sort is Sort.ARRIVED, sort in {Sort.RECENT, Sort.OLDEST}
    known = known_date(header.date, header.precision)
    return Line(
        id=house().codec.encode(caller.space, card.label.item),
        title=header.title,
        moment=header.arrived if by_arrival else header.date,
        category="" if sort is Sort.CATEGORY else card.category,
        author="" if sort is Sort.AUTHOR else "ajouté par vous" if card.own else card.author,
        dated="" if by_date else f"du {known.words}" if by_arrival else str(known.year),
        vague=_vague(known, by_date=by_date) if header.precision and not by_arrival else "",
        tags=tags_of(header, news=card.news),
    )


def _vague(known: PartialDate, *, by_date: bool) -> str:
    """Write what the margin may say: nothing more than its heading does."""
    if by_date:
        return "sans jour"
    return dates.short_month(known.first) if known.month else str(known.year)


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
    if not view.groups or not view.groups[0].month:
        return []
    here = view.groups[0].month
    years: dict[int, list[Month]] = {}
    for month in view.months:
        years.setdefault(month[0], []).append(month)
    near = sorted(years, key=lambda year: abs(year - here[0]))[: YEARS + 1]
    return [
        (str(year), _month_tabs(view, months, here)) if year == here[0] else ("", [_year_tab(view, months)])
        for year, months in years.items()
        if year in near
    ]


def _month_tabs(view: Arrangement, months: list[Month], here: Month) -> list[Tab]:
    named = [month for month in months if month[1]]
    return [(dates.short_month(date(*each, 1)), view.months[each][0], _at(view, each), each == here) for each in named]


def _year_tab(view: Arrangement, months: list[Month]) -> Tab:
    return str(months[0][0]), sum(view.months[month][0] for month in months), _at(view, months[0]), False


def _at(view: Arrangement, month: Month) -> str:
    return f"{view.wish.query(page=view.months[month][1])}#{anchor_of(month)}"


def _pages(view: Arrangement) -> list[tuple[int, str, bool]]:
    """List the pages near this one, the first and the last."""
    here = view.wish.page
    near = {1, view.pages, *range(max(1, here - 2), min(view.pages, here + 2) + 1)}
    return [(number, view.wish.query(page=number), number == here) for number in sorted(near)]
