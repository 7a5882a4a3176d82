"""Whom a professional looks for: by INS or by the five strict traits, never by less; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ens.credentials.rules.windows import Limit
from ens.kernel.errors import Invalid
from ens.kernel.identifiers import INS_DEMO, INS_NIA, INS_NIR, INS_TEST, Ins, parse_ins
from ens.kernel.identity import Identity
from ens.policy.question import Mode
from ens.records.listing.words import fold

_HOUR, _DAY = 3_600, 86_400
SEARCHES: Final = Limit("pro|search", 120, _HOUR)  # a full waiting room, and no list of numbers tried in turn
MISSES: Final = Limit("pro|miss", 20, _HOUR)  # people who are not there
CODES_TYPED: Final = Limit("pro|code", 20, _HOUR)
ON_WORD: Final = Limit("pro|word", 10, _DAY)  # let in on the person's word alone
DEMANDS: Final = Limit("pro|demand", 40, _DAY)
EMERGENCIES: Final = {  # counted by the day and apart, for the rule that caps them
    Mode.BREAK_GLASS: "emergency",
    Mode.REGULATION: "emergency_call",
}
INS_FIELDS: Final = ("matricule", "registre")
TRAIT_FIELDS: Final = ("nom", "prenom", "ne-jour", "ne-mois", "ne-annee", "sexe", "lieu")
REGISTERS: Final = {INS_NIR: "NIR", INS_NIA: "NIA", INS_TEST: "INS de test", INS_DEMO: "INS de démonstration"}
SEXES: Final = {"female": "Femme", "male": "Homme"}
_LONGEST: Final = 100
NAME_MAX: Final = 80  # of a patient who is looked for among her own
_PLACE: Final = 5  # characters of an INSEE code


@dataclass(slots=True)
class Search:
    """What was typed, ready to be shown again, and the sentences beside the fields that are wrong."""

    typed: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    found: Ins | Identity | None = None

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List where to go and what to do there."""
        places = {"ne": "ne-jour", "sexe": "sexe-1"}
        return [(places.get(name, name), text) for name, text in self.faults.items()]


def read_search(posted: Mapping[str, str]) -> Search:
    """Read a search; `found` is None when something is missing or wrong."""
    typed = {name: " ".join(posted.get(name, "")[:_LONGEST].split()) for name in (*INS_FIELDS, *TRAIT_FIELDS)}
    search = Search(typed)
    if any(typed[name] for name in TRAIT_FIELDS) and not typed["matricule"]:
        _read_traits(search)
    else:
        _read_ins(search)
    return search


def bears(sought: str, name: str) -> bool:
    """Say whether a name is meant: each word that was typed begins one of its words, whatever their order."""
    words = re.split(r"[\s-]+", fold(name))
    return all(any(word.startswith(part) for word in words) for part in re.split(r"[\s-]+", fold(sought).strip()))


def _read_ins(search: Search) -> None:
    try:
        search.found = parse_ins(search.typed["registre"], search.typed["matricule"].replace(" ", "").upper())
    except Invalid as error:
        search.faults["registre" if error.reasons == ("ins-oid",) else "matricule"] = error.detail


def _read_traits(search: Search) -> None:
    typed = search.typed
    born = _birth_date([typed[f"ne-{part}"] for part in ("annee", "mois", "jour")])
    place = typed["lieu"].upper()
    wrong = {
        "nom": "" if typed["nom"] else "Écrivez le nom de naissance.",
        "prenom": "" if typed["prenom"] else "Écrivez le premier prénom de naissance.",
        "ne": "" if born else "Écrivez la date de naissance entière.",
        "sexe": "" if typed["sexe"] in SEXES else "Choisissez le sexe.",
        "lieu": "" if len(place) == _PLACE and place.isalnum() else "Écrivez les 5 caractères du code INSEE.",
    }
    search.faults = {name: text for name, text in wrong.items() if text}
    if not search.faults:
        search.found = Identity("", "", typed["nom"], (typed["prenom"],), born, typed["sexe"], place)


def _birth_date(parts: list[str]) -> str:
    if not all(part.isascii() and part.isdecimal() for part in parts):
        return ""
    try:
        return date(*map(int, parts)).isoformat()
    except (ValueError, OverflowError):
        return ""
