"""« Qui l’a ouvert »: the readings of one document, folded by person and day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ens.gate.audience import Audience
from ens.journal.entry import Entry, Outcome
from ens.kernel.actors import ActorKind
from ens.policy.question import Mode
from ens.records.sentences.audience import Line, icon_of
from ens.records.sentences.reader import Reader
from ens.web import dates

SHOWN: Final = 5
_UNNAMED: Final = {
    ActorKind.PERSON: "Une autre personne",
    ActorKind.PROFESSIONAL: "Un soignant",
    ActorKind.STRUCTURE: "Un établissement de soins",
}


@dataclass(frozen=True, slots=True)
class Openings:
    """The newest lines, and how many more days of reading there are."""

    lines: list[Line]
    more: int


def tell_openings(entries: Iterable[Entry], audience: Audience, reader: Reader, today: date) -> Openings:
    """Write who else opened a document, or tried to; `entries` are newest first. The reader's own are left out."""
    names = {seer.actor.number: seer.actor.name for seer in audience.seers if seer.actor.number > 0}
    folded: dict[tuple[int, int, date, bool], list[Entry]] = {}
    for entry in entries:
        if entry.actor_kind == ActorKind.PERSON and entry.actor_number == reader.number:
            continue
        refused = entry.outcome is not Outcome.ALLOWED
        folded.setdefault((entry.actor_kind, entry.actor_number, dates.local(entry.at).date(), refused), []).append(
            entry
        )
    lines = [_line(found, names, today, refused=key[3]) for key, found in folded.items()]
    return Openings(lines[:SHOWN], max(0, len(lines) - SHOWN))


def _line(entries: list[Entry], names: dict[int, str], today: date, *, refused: bool) -> Line:
    entry = entries[0]
    kind = ActorKind(entry.actor_kind)
    name = entry.actor_name or names.get(entry.actor_number, "") or _UNNAMED.get(kind, "Un service")
    when = _when(entry.at, today)
    times = f" ({len(entries)} fois ce jour-là)" if len(entries) > 1 and not refused else ""
    if refused:
        return Line("ban", name, f"A voulu l’ouvrir {when}. Nous avons refusé : rien n’a été lu.")
    urgent = "" if entry.mode in {"", Mode.NORMAL} else ", en urgence"
    return Line(icon_of(kind), name, f"{when[0].upper()}{when[1:]}{urgent}{times}.")


def _when(at: int, today: date) -> str:
    moment = dates.local(at)
    ago = (today - moment.date()).days
    day = {0: "aujourd’hui", 1: "hier"}.get(ago, f"le {dates.plain_date(at)}")
    return f"{day} à {dates.hour(at)}"
