"""The history as a PDF to print, keep or hand to somebody: the sentences of the page, one entry after the other."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from ens.formats.typeset import set_pdf
from ens.history.queries import PRINTED
from ens.history.sentences.tell import text_of
from ens.history.told import ToldLine
from ens.journal.entry import Outcome
from ens.kernel import clock
from ens.web import dates
from ens.web.typography import of

_TEMPLATE: Final = Path(__file__).with_name("printed.typ")
_CUT: Final = f"Ce document s’arrête à {PRINTED} passages. Choisissez un mois ou une année pour lire les plus anciens."
_FILTERED: Final = "Ce document ne prouve pas que tout y est : ce qui ne concerne que la personne n’y figure pas."


class About(NamedTuple):
    """Whose history, of which period (empty: all times), and whether older entries are left out."""

    service: str
    name: str
    own: bool
    period: str
    cut: bool


def write_pdf(about: About, lines: Sequence[ToldLine]) -> bytes:
    """Set entries, newest first, by months."""
    made = clock.now()
    notes = [_CUT] * about.cut + [_FILTERED] * (not about.own)
    data = {
        "service": about.service,
        "title": f"Qui est venu{f' en {about.period}' if about.period else ''}",
        "about": f"Carnet {of(about.name)}. Fait le {dates.plain_date(made)} à {dates.hour(made)}.",
        "notes": notes,
        "months": [
            {"name": name, "lines": [_told(line) for line in group]} for name, group in groupby(lines, key=_month)
        ],
    }
    return set_pdf(_TEMPLATE, data)


def _month(line: ToldLine) -> str:
    at = dates.local(line.at)
    return f"{dates.MONTHS[at.month - 1].capitalize()} {at.year}"


def _told(line: ToldLine) -> dict[str, Any]:
    by_right = f", {line.right}" if line.right else ""
    return {
        "when": f"{dates.plain_date(line.at)} à {dates.hour(line.at)}{by_right}.",
        "said": text_of(line.sentence),
        "refused": line.entry is None or line.entry.outcome is not Outcome.ALLOWED,
        "name": line.id,
    }
