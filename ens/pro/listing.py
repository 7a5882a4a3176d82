"""The record as one reads it in a consultation: syntheses first, then two years, narrowed by class, date and author.

TD3.1 of the DMP: a first search takes the last two years, vaccinations apart; archived documents and old versions are
left out unless they are asked for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from ens.gate.shelf import Label, Shelf
from ens.kernel.errors import Malformed
from ens.policy.facts import Flag, Header
from ens.records import taxonomy
from ens.records.listing.card import Card, cards_of

PAGE: Final = 50
SYNTHESES: Final = 4  # shown above the list
YEARS: Final = 2
SYNTHESIS: Final = "11"  # TRE_A03
VACCINES: Final = frozenset({"11369-6", "87273-9"})  # history of vaccinations, note of one (JDV_J07)
ALL: Final = "tout"
STATES: Final = {
    "masques": Flag.MASKED,
    "a-annoncer": Flag.NOT_ANNOUNCED,
    "caches": Flag.HIDDEN_FROM_REPRESENTATIVES,
    "archives": Flag.ARCHIVED,
    "anciennes": Flag.SUPERSEDED,
}
STATE_WORDS: Final = {  # EX_3.1-1080 of the DMP's reference
    Flag.MASKED: ("Masqué aux professionnels", "eye-off"),
    Flag.NOT_ANNOUNCED: ("Non visible par le patient", "eye-off"),
    Flag.HIDDEN_FROM_REPRESENTATIVES: ("Non visible par les représentants légaux", "eye-off"),
    Flag.ARCHIVED: ("Archivé", "history"),
    Flag.SUPERSEDED: ("Ancienne version", "history"),
}
_PUT_AWAY: Final = int(Flag.ARCHIVED | Flag.SUPERSEDED)
_YEAR: Final = re.compile(r"(19|20)\d\d")
_AUTHOR_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """One question: a class, a period (empty: two years; a year; all), an author, a state, a page."""

    drawer: str = ""
    period: str = ""
    author: str = ""
    state: str = ""
    page: int = 1

    def query(self, **changes: Any) -> str:  # noqa: ANN401  the fields of a wish
        """Write the address of this question with some changes; another question begins at its first page."""
        other = replace(self, **{"page": 1, **changes})
        named = {
            "classe": other.drawer,
            "periode": other.period,
            "auteur": other.author,
            "etat": other.state,
            "page": "" if other.page == 1 else str(other.page),
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class View:
    """One page of the record; `syntheses` stand above it, `groups` are its years, the counts serve the filters."""

    wish: Wish
    syntheses: list[Card]
    groups: list[tuple[int, list[Card]]]
    total: int
    older: int  # left out because of their date
    drawers: dict[str, int]
    authors: list[str]
    years: list[int]
    states: dict[str, int]

    @property
    def shown(self) -> Sequence[Label]:
        """Name what is shown, once each."""
        cards = [*self.syntheses, *(card for _, group in self.groups for card in group)]
        return list({card.label.item: card.label for card in cards}.values())

    @property
    def pages(self) -> int:
        """Tell how many pages there are."""
        return max(1, -(-self.total // PAGE))


def read_wish(asked: Mapping[str, str]) -> Wish:
    """Read the address; `Malformed` for what no page of ours writes."""
    drawer, period, author, state = (asked.get(name, "") for name in ("classe", "periode", "auteur", "etat"))
    page = asked.get("page") or "1"
    wrong = (
        (drawer and taxonomy.find_class(drawer) is None)
        or (period and period != ALL and not _YEAR.fullmatch(period))
        or len(author) > _AUTHOR_MAX
        or (state and state not in STATES)
        or not (page.isascii() and page.isdecimal() and len(page) < 4 and int(page))
    )
    if wrong:
        raise Malformed("Ce filtre n’existe pas.")
    return Wish(drawer, period, author, state, int(page))


def states_of(header: Header) -> list[tuple[str, str]]:
    """Name the states of a document to those who may see it, with the icon of each."""
    return [said for flag, said in STATE_WORDS.items() if header.has(flag)]


def arrange(shelf: Shelf, wish: Wish, now: int, today: date) -> View:
    """Choose, count and cut; pure, so that it can be asked again when the space changed meanwhile."""
    cards = sorted(cards_of(shelf, now), key=lambda card: (card.header.date, card.label.item), reverse=True)
    states = {name: sum(card.header.has(flag) for card in cards) for name, flag in STATES.items()}
    held = [card for card in cards if _in_state(card, wish.state)]
    recent = [card for card in held if _in_period(card, wish, today)]
    drawers = Counter(card.header.class_code for card in recent if wish.author in {"", card.author})
    chosen = [
        card for card in recent if wish.drawer in {"", card.header.class_code} and wish.author in {"", card.author}
    ]
    first = [] if wish != Wish(page=wish.page) else [card for card in held if card.header.class_code == SYNTHESIS]
    page = chosen[(wish.page - 1) * PAGE : wish.page * PAGE]
    return View(
        wish=wish,
        syntheses=first[:SYNTHESES] if wish.page == 1 else [],
        groups=[(year, list(group)) for year, group in groupby(page, key=lambda card: card.day.year)],
        total=len(chosen),
        older=len(held) - len(recent),
        drawers={code: drawers[code] for code in taxonomy.load_classes() if drawers[code] or code == wish.drawer},
        authors=sorted({card.author for card in held}),
        years=sorted({card.day.year for card in held}, reverse=True),
        states={name: count for name, count in states.items() if count or name == wish.state},
    )


def _in_state(card: Card, state: str) -> bool:
    if state:
        return card.header.has(STATES[state])
    return not card.header.flags & _PUT_AWAY


def _in_period(card: Card, wish: Wish, today: date) -> bool:
    if wish.period:
        return wish.period in {ALL, str(card.day.year)}
    since = today.replace(year=today.year - YEARS, day=min(today.day, 28))
    return bool(wish.state) or card.day >= since or card.header.type in VACCINES


def filters_of(view: View) -> Iterator[tuple[str, int, str, bool]]:
    """Give the classes as the filter offers them: text, count, address, whether it is chosen."""
    wish = view.wish
    yield "Tous", sum(view.drawers.values()), wish.query(drawer=""), not wish.drawer
    for code, count in view.drawers.items():
        found = taxonomy.find_class(code)
        yield (found.label if found else code), count, wish.query(drawer=code), code == wish.drawer
