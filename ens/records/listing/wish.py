"""What a person asks of her list: words, a drawer, a period, an author, an order, a page. Read from the address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from ens.kernel.errors import Malformed
from ens.records import taxonomy
from ens.records.listing.words import fold

WORDS_MAX: Final = 100
PAGES_MAX: Final = 1_000
_PERIOD: Final = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?")
_AUTHOR_MAX: Final = 300


class Sort(StrEnum):
    """The six orders; the text stands in the address."""

    RECENT = "recents"
    OLDEST = "anciens"
    ARRIVED = "arrivee"
    TITLE = "titre"
    CATEGORY = "categorie"
    AUTHOR = "auteur"


SORTS: Final = {
    Sort.RECENT: "Date, du plus récent",
    Sort.OLDEST: "Date, du plus ancien",
    Sort.ARRIVED: "Arrivée dans le carnet",
    Sort.TITLE: "Titre",
    Sort.CATEGORY: "Catégorie",
    Sort.AUTHOR: "Auteur",
}


class Drawer(StrEnum):
    """The choices of the filter that are not a category; the text stands in the address."""

    NEW = "nouveaux"
    OWN = "par-moi"
    MASKED = "masques"
    OLD = "anciennes"
    ARCHIVED = "archives"


@dataclass(frozen=True, slots=True)
class Wish:
    """One question; `drawer` is a `Drawer`, the code of a category or an empty text, `period` a year or a month."""

    text: str = ""
    drawer: str = ""
    period: str = ""
    author: str = ""
    sort: Sort = Sort.RECENT
    page: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """List the words looked for, as they are compared."""
        return tuple(fold(self.text).split())

    @property
    def narrows(self) -> bool:
        """Say whether something is left out of the whole list."""
        return bool(self.text or self.drawer or self.period or self.author)

    def query(self, **changes: Any) -> str:  # noqa: ANN401  the fields of a wish
        """Write the address of this question with some changes; another question begins at its first page."""
        other = replace(self, **{"page": 1, **changes})
        named = {
            "q": other.text,
            "filtre": other.drawer,
            "periode": other.period,
            "auteur": other.author,
            "tri": "" if other.sort is Sort.RECENT else other.sort.value,
            "page": "" if other.page == 1 else str(other.page),
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})


def read_wish(asked: Mapping[str, str]) -> Wish:
    """Read the parameters of the address; `Malformed` with a sentence for what no page of ours writes."""
    text = " ".join(asked.get("q", "").split())
    if len(text) > WORDS_MAX:
        raise Malformed(f"Cherchez avec moins de mots : {WORDS_MAX} caractères au plus.")
    drawer, period, author = (asked.get(name, "") for name in ("filtre", "periode", "auteur"))
    if drawer and drawer not in {*Drawer} and taxonomy.find_category(drawer) is None:
        raise Malformed("Ce filtre n’existe pas.")
    if period and not _PERIOD.fullmatch(period):
        raise Malformed("Écrivez la période comme une année (2026) ou un mois (2026-11).")
    if len(author) > _AUTHOR_MAX or "\0" in text + author:
        raise Malformed("Cet auteur n’existe pas.")
    sort, page = asked.get("tri") or Sort.RECENT, asked.get("page") or "1"
    if sort not in {*Sort}:
        raise Malformed("Cet ordre n’existe pas.")
    if not page.isascii() or not page.isdecimal() or not 1 <= int(page[:9]) <= PAGES_MAX:
        raise Malformed("Cette page n’existe pas.")
    return Wish(text, drawer, period, author, Sort(sort), int(page))
