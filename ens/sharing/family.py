"""How each act about her family and helpers changes the sharing state of a space; pure."""

from collections.abc import Container
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ens.kernel.errors import Conflict, Invalid
from ens.policy.facts import Guardian, Sharing
from ens.sharing.rules import without

REPRESENTATIVES: Final = 2  # father and mother (code civil, 371-1 and 372)
MAJORITY: Final = 18  # code civil, 388
PARIS: Final = ZoneInfo("Europe/Paris")
CARERS: Final = 3  # of one person; feature PRO-04
CARED_FOR: Final = 5  # by one carer
CARE_SECONDS: Final = 365 * 86_400


def majority(born: date) -> int:
    """Tell when a person comes of age: the first second of the 18th birthday in Paris, in seconds since 1970.

    Who was born on 29 February has not reached eighteen before 1 March.
    """
    year = born.year + MAJORITY
    leaping = (born.month, born.day) == (2, 29) and not _is_leap(year)
    birthday = date(year, 3, 1) if leaping else date(year, born.month, born.day)
    return int(datetime(birthday.year, birthday.month, birthday.day, tzinfo=PARIS).timestamp())


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def be_represented(sharing: Sharing, person: int, until: int, now: int) -> Sharing:
    """Give a minor a legal representative until his majority, two at most."""
    if until <= now:
        raise Invalid(reasons=("of_age",))
    if person == sharing.owner:
        raise Invalid(reasons=("oneself",))
    if person in sharing.barred:
        raise Conflict(reasons=("barred",))
    representatives = {**sharing.representatives, person: until}
    if len(representatives) > REPRESENTATIVES:
        raise Conflict(reasons=("two_representatives",))
    return replace(sharing, representatives=representatives)


def be_represented_no_more(sharing: Sharing, person: int) -> Sharing:
    """Take a legal representative away, at once."""
    left = without(sharing.representatives, person)
    return replace(sharing, representatives=left, former=_left(sharing, sharing.representatives, person))


def bar(sharing: Sharing, person: int) -> Sharing:
    """Take parental authority away from somebody, as a judge has decided: at once, and he is not declared again."""
    return replace(be_represented_no_more(sharing, person), barred=sharing.barred | {person})


def bar_no_more(sharing: Sharing, person: int) -> Sharing:
    """Let somebody be declared again, as a judge has decided; it declares nothing by itself."""
    return replace(sharing, barred=sharing.barred - {person})


def be_entrusted(sharing: Sharing, person: int, until: int, now: int) -> Sharing:
    """Entrust a minor to a third person until a day, as a judge has decided."""
    if until <= now:
        raise Invalid(reasons=("ended",))
    if person == sharing.owner:
        raise Invalid(reasons=("oneself",))
    return replace(sharing, entrusted={**sharing.entrusted, person: until})


def be_entrusted_to_service(sharing: Sharing, structure: int, until: int, now: int) -> Sharing:
    """Entrust a minor to a service until a day, as a judge has decided."""
    if until <= now:
        raise Invalid(reasons=("ended",))
    return replace(sharing, services={**sharing.services, structure: until})


def be_entrusted_no_more(sharing: Sharing, number: int) -> Sharing:
    """End a placement with a third person or a service, at once."""
    return replace(
        sharing,
        entrusted=without(sharing.entrusted, number),
        services=without(sharing.services, number),
        former=_left(sharing, sharing.entrusted, number),
    )


def keep(sharing: Sharing, space: int) -> Sharing:
    """Add a space to those of the children entrusted to a person."""
    return replace(sharing, keeps=sharing.keeps | {space})


def keep_no_more(sharing: Sharing, space: int) -> Sharing:
    """Take a space out of those of the children entrusted to a person."""
    return replace(sharing, keeps=sharing.keeps - {space})


def step_down(sharing: Sharing, person: int, now: int) -> Sharing:
    """Let a legal representative leave of her own accord, while another one is left."""
    if not any(end > now for number, end in sharing.representatives.items() if number != person):
        raise Conflict(reasons=("last_representative",))
    return be_represented_no_more(sharing, person)


def represent(sharing: Sharing, space: int) -> Sharing:
    """Add a minor's space to those that a person may ask for as a representative."""
    return replace(sharing, represents=sharing.represents | {space})


def represent_no_more(sharing: Sharing, space: int) -> Sharing:
    """Take a minor's space out of those that a person may ask for."""
    return replace(sharing, represents=sharing.represents - {space})


def be_cared_for(sharing: Sharing, person: int, until: int, now: int) -> Sharing:
    """Choose a carer until a day, three at most."""
    if person == sharing.owner:
        raise Invalid(reasons=("oneself",))
    living = {number: end for number, end in sharing.carers.items() if end > now or number == person}
    if person not in living and len(living) >= CARERS:
        raise Conflict(reasons=("three_carers",))
    return replace(sharing, carers={**sharing.carers, person: until})


def be_cared_for_no_more(sharing: Sharing, person: int) -> Sharing:
    """End what a carer may do, at once."""
    return replace(sharing, carers=without(sharing.carers, person), former=_left(sharing, sharing.carers, person))


def care_for(sharing: Sharing, space: int) -> Sharing:
    """Add a space to those that a person helps with, five at most."""
    if space not in sharing.cares_for and len(sharing.cares_for) >= CARED_FOR:
        raise Conflict(reasons=("five_cared_for",))
    return replace(sharing, cares_for=sharing.cares_for | {space})


def care_for_no_more(sharing: Sharing, space: int) -> Sharing:
    """Take a space out of those that a person helps with."""
    return replace(sharing, cares_for=sharing.cares_for - {space})


def be_guarded(sharing: Sharing, person: int, guardian: Guardian) -> Sharing:
    """Write down a guardian whom a judge has named."""
    if person == sharing.owner:
        raise Invalid(reasons=("oneself",))
    return replace(sharing, guardians={**sharing.guardians, person: guardian})


def be_guarded_no_more(sharing: Sharing, person: int) -> Sharing:
    """End a guardianship, at once."""
    left = without(sharing.guardians, person)
    return replace(sharing, guardians=left, former=_left(sharing, sharing.guardians, person))


def guard(sharing: Sharing, space: int) -> Sharing:
    """Add a space to those that a guardian may ask for."""
    return replace(sharing, guards=sharing.guards | {space})


def guard_no_more(sharing: Sharing, space: int) -> Sharing:
    """Take a space out of those that a guardian may ask for."""
    return replace(sharing, guards=sharing.guards - {space})


def _left(sharing: Sharing, held: Container[int], person: int) -> frozenset[int]:
    """Remember who came in her name: what he wrote stays hers to correct and to withdraw."""
    return sharing.former | {person} if person in held else sharing.former
