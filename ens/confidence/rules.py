"""Who stands where in the rules of a notebook, sorted as its person reads them; pure."""

from enum import StrEnum
from typing import Final

import msgspec

from ens.kernel.actors import ActorKind
from ens.policy.facts import Demand, Sharing
from ens.registry.parties import Party

TREATING: Final = frozenset({"10"})  # who may be the treating practitioner: a physician (L.162-5-3 CSS)


class Group(StrEnum):
    """What a professional or structure is to the person; the order is that of the page."""

    WAITING = "waiting"
    LET_IN = "let_in"
    BLOCKED = "blocked"
    NOBODY = "nobody"


class Act(StrEnum):
    """What the person may do about one of them; the text is what her form sends."""

    ACCEPT = "accepter"
    REFUSE = "refuser"
    AUTHORISE = "autoriser"
    WITHDRAW = "retirer"
    TREATING = "medecin-traitant"
    NOT_TREATING = "plus-medecin-traitant"
    TRUST = "administrateur"
    TRUST_NO_MORE = "plus-administrateur"
    BLOCK = "bloquer"
    UNBLOCK = "debloquer"


class Place(msgspec.Struct, frozen=True):
    """Where one of them stands: times in seconds since 1970, 0 where there is none."""

    number: int
    group: Group
    since: int = 0
    until: int = 0
    treating: bool = False
    administrator: bool = False
    demand: Demand | None = None


def place_of(sharing: Sharing, number: int, now: int) -> Place:
    """Tell where one professional or structure stands at this moment."""
    if number in sharing.blocked:
        return Place(number, Group.BLOCKED, since=sharing.shut.get(number, 0))
    demand = sharing.asked.get(number)
    waiting = demand is not None and demand.until > now
    until = sharing.authorised.get(number, 0)
    lasts = until > now
    return Place(
        number,
        Group.WAITING if waiting else Group.LET_IN if lasts else Group.NOBODY,
        since=sharing.given.get(number, 0) if lasts else 0,
        until=until if lasts else 0,
        treating=lasts and sharing.treating == number,
        administrator=lasts and number in sharing.administrators,
        demand=demand if waiting else None,
    )


def list_places(sharing: Sharing, now: int) -> dict[Group, list[Place]]:
    """Sort all who are named in the rules; whoever's authorisation has ended is somebody like another."""
    numbers = dict.fromkeys([*sharing.asked, *filter(None, [sharing.treating]), *sharing.authorised, *sharing.blocked])
    groups: dict[Group, list[Place]] = {group: [] for group in Group if group is not Group.NOBODY}
    for place in (place_of(sharing, number, now) for number in numbers):
        if place.group in groups:
            groups[place.group].append(place)
    return groups


def acts_of(place: Place, party: Party) -> tuple[Act, ...]:
    """List what the person may do about somebody, the usual first."""
    if place.group is Group.BLOCKED:
        return (Act.UNBLOCK,)
    if place.group is Group.WAITING:
        return (Act.ACCEPT, Act.REFUSE, Act.BLOCK)
    person = party.kind is ActorKind.PROFESSIONAL
    if not place.until:
        return (Act.AUTHORISE, Act.BLOCK)
    roles: tuple[Act, ...] = ()
    if person and (place.treating or party.profession in TREATING):
        roles += (Act.NOT_TREATING if place.treating else Act.TREATING,)
    if person:
        roles += (Act.TRUST_NO_MORE if place.administrator else Act.TRUST,)
    return (Act.WITHDRAW, *roles, Act.BLOCK)
