"""A professional at work: who she is, where she works today, and the emergency that she has declared, if one lasts.

All of it comes from her session and the directory, nothing from what a page sends. An emergency is carried by her
browser, sealed under the house's key and bound to this very session: it ends with it, and after half an hour.
"""

from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from msgspec import structs

from ens.federation import bonds, pocket, professionals
from ens.gate.facts import Visit
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.ids import HOUSE
from ens.policy.facts import Declared
from ens.policy.question import Mode
from ens.registry import parties
from ens.registry.parties import Party
from ens.registry.practices import Practice
from ens.registry.professions import profession_of
from ens.registry.sessions import Session

EMERGENCY_SECONDS: Final = 1_800
SECRET_SECONDS: Final = 3_600  # a consultation, and what is written after it
_EMERGENCY: Final = "urgence"  # names of what the browser carries
_HIDING: Final = "discretion"


class Emergency(NamedTuple):
    """What she has declared for one space, until when (seconds since 1970)."""

    space: int
    mode: Mode
    said: Declared
    until: int


class Seat(NamedTuple):
    """Who sits here; `place` is None while she has not chosen where she works."""

    session: Session
    party: Party
    places: list[Practice]
    place: Practice | None
    visit: Visit
    emergency: Emergency | None

    @property
    def profession(self) -> str:
        """Say what she does."""
        return profession_of(self.party.name, self.party.profession, self.party.specialty) or "professionnel de santé"

    def visit_to(self, space: int) -> Visit:
        """Come to the gate for one space: in an emergency only where it was declared."""
        declared = self.emergency
        if declared is None or declared.space != space:
            return self.visit
        return structs.replace(self.visit, mode=declared.mode, declared=declared.said)


def take_seat(request: HttpRequest, found: Session) -> Seat:
    """Gather what a session says about a professional."""
    party = parties.list_numbered(database(), [found.number])[found.number]
    places = professionals.list_places(found.number)
    bond = bonds.find(HOUSE, found.hash)
    chosen = next((each for each in places if bond is not None and each.structure == bond.place), None)
    place = chosen or (places[0] if len(places) == 1 or (places and bond is None) else None)
    structure = None if place is None else parties.find(database(), place.structure)
    visit = Visit(
        found.hash,
        place=0 if structure is None else structure.number,
        place_type="" if place is None else place.sector,
    )
    return Seat(found, party, places, place, visit, _read_emergency(request, found))


def declare(response: HttpResponse, found: Session, emergency: Emergency) -> None:
    """Let an emergency last for half an hour in this session."""
    said = emergency.said
    content = {"session": found.hash.hex(), "space": emergency.space, "mode": emergency.mode.value}
    pocket.put(response, _EMERGENCY, {**content, "reason": said.reason, "used": said.used}, EMERGENCY_SECONDS)


def end_emergency(response: HttpResponse) -> None:
    """End it before its time."""
    pocket.empty(response, _EMERGENCY)


def _read_emergency(request: HttpRequest, found: Session) -> Emergency | None:
    kept = pocket.look(request, _EMERGENCY)
    if kept is None or kept["session"] != found.hash.hex():
        return None
    said = Declared(kept["reason"], recent=True, used=kept["used"])
    return Emergency(kept["space"], Mode(kept["mode"]), said, kept["until"])


def keep_secret(response: HttpResponse, found: Session, space: int) -> None:
    """Begin a secret session of a minor: nothing that her representatives could see is deposited in it."""
    pocket.put(response, _HIDING, {"session": found.hash.hex(), "space": space}, SECRET_SECONDS)


def keep_no_secret(response: HttpResponse) -> None:
    """End it."""
    pocket.empty(response, _HIDING)


def keeps_secret(request: HttpRequest, found: Session, space: int) -> bool:
    """Say whether a secret session with this person is under way."""
    kept = pocket.look(request, _HIDING)
    return kept is not None and kept["session"] == found.hash.hex() and kept["space"] == space


def ends_at(seconds: int) -> int:
    """Tell when what begins now ends, in seconds since 1970."""
    return clock.now_us() // 1_000_000 + seconds
