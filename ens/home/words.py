"""The sentences of the first page; pure."""

from datetime import date, datetime
from typing import Final

from ens.gate.profiles import Profile, Tie
from ens.web import dates
from ens.web.typography import of

_NUMBERS: Final = "zéro une deux trois quatre cinq six sept huit neuf dix".split()  # noqa: SIM905
_WEEK_DAYS: Final = 7
_TIES: Final = {
    Tie.HELPED: "vous aidez cette personne",
    Tie.ENTRUSTED: "cet enfant vous est confié",
}


def of_visit(last: datetime, today: date) -> str:
    """Say which visit was the last one, behind « votre visite »: `d’hier`, `de lundi`, `du 3 octobre`."""
    ago = (today - last.date()).days
    if ago <= 0:
        return "d’aujourd’hui"
    if ago == 1:
        return "d’hier"
    if ago < _WEEK_DAYS:
        return f"de {dates.weekday(last)}"
    year = "" if last.year == today.year else f" {last.year}"
    return f"du {dates.day(last)} {dates.month(last)}{year}"


def number_of(count: int, thing: str, things: str) -> str:
    """Count feminine things, small numbers in letters: `une chose`, `deux choses`."""
    said = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{said} {things if count > 1 else thing}"


def lead(last: datetime | None, today: date, *, news: bool) -> str:
    """Begin the page: what happened since the last visit."""
    if last is None:
        return "Bienvenue. Vos documents sont rangés ici, et chaque passage y est écrit."
    something = "Du nouveau" if news else "Rien de nouveau"
    return f"{something} depuis votre visite {of_visit(last, today)}."


def lead_of_other(profile: Profile, last: datetime | None, today: date, *, news: bool) -> str:
    """Begin the page of a notebook that the reader opens for somebody, by what ties them."""
    name = profile.name
    if last is None:
        return f"Vous lisez le carnet {of(name)} parce que {_TIES.get(profile.tie, 'vous représentez cette personne')}."
    something = "Du nouveau" if news else "Rien de nouveau"
    return f"{something} pour {name} depuis votre visite {of_visit(last, today)}."


def waiting_words(count: int) -> str:
    """Say what waits, to be highlighted; empty when nothing does."""
    if not count:
        return ""
    said = number_of(count, "chose vous attend", "choses vous attendent")
    return f"{said[0].upper()}{said[1:]}."
