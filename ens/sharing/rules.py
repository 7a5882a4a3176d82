"""How each act changes the sharing state of a space; pure."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ens.kernel.errors import Conflict, Invalid
from ens.policy.facts import Sharing

REPRESENTATIVES: Final = 2  # father and mother (code civil, 371-1 and 372)
MAJORITY: Final = 18  # code civil, 388
PARIS: Final = ZoneInfo("Europe/Paris")
AUTHORISATION_SECONDS: Final = 365 * 86_400  # a year, as the first DMP had it; no text fixes it (domain 1.4)


def authorise(sharing: Sharing, professional: int, until: int) -> Sharing:
    """Give an authorisation that ends at `until` (seconds since 1970)."""
    return replace(sharing, authorised={**sharing.authorised, professional: until})


def withdraw(sharing: Sharing, professional: int) -> Sharing:
    """Withdraw an authorisation, at once; the treating practitioner is not one any more with it."""
    kept = {number: until for number, until in sharing.authorised.items() if number != professional}
    treating = 0 if sharing.treating == professional else sharing.treating
    return replace(sharing, authorised=kept, treating=treating)


def block(sharing: Sharing, actor: int) -> Sharing:
    """Block a professional or a structure: it loses its authorisation with it."""
    return replace(withdraw(sharing, actor), blocked=sharing.blocked | {actor})


def unblock(sharing: Sharing, actor: int) -> Sharing:
    """Lift a block; it does not authorise again (domain 1.4)."""
    return replace(sharing, blocked=sharing.blocked - {actor})


def choose_treating(sharing: Sharing, professional: int, until: int) -> Sharing:
    """Declare the treating practitioner, who is authorised with it."""
    return replace(authorise(sharing, professional, until), treating=professional)


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
    representatives = {**sharing.representatives, person: until}
    if len(representatives) > REPRESENTATIVES:
        raise Conflict(reasons=("two_representatives",))
    return replace(sharing, representatives=representatives)


def be_represented_no_more(sharing: Sharing, person: int) -> Sharing:
    """Take a legal representative away, at once."""
    kept = {number: until for number, until in sharing.representatives.items() if number != person}
    return replace(sharing, representatives=kept)


def represent(sharing: Sharing, space: int) -> Sharing:
    """Add a minor's space to those that a person may ask for as a representative."""
    return replace(sharing, represents=sharing.represents | {space})


def represent_no_more(sharing: Sharing, space: int) -> Sharing:
    """Take a minor's space out of those that a person may ask for."""
    return replace(sharing, represents=sharing.represents - {space})
