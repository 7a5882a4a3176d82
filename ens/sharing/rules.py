"""How each act about professionals changes the sharing state of a space; pure."""

from typing import Final, NamedTuple, TypeVar

from msgspec.structs import replace

from ens.kernel.errors import Conflict, Invalid
from ens.policy.facts import Demand, Sharing

T = TypeVar("T")
AUTHORISATION_SECONDS: Final = 365 * 86_400  # a year, as the first DMP had it; no text fixes it (domain 1.4)


DEMAND_SECONDS: Final = 14 * 86_400  # a demand that nobody answers lapses
SPOKEN_SECONDS: Final = 86_400  # what was agreed by word of mouth holds a day, unless confirmed
DEMANDS: Final = 20  # that wait at once


def authorise(sharing: Sharing, professional: int, until: int, now: int = 0) -> Sharing:
    """Give an authorisation that ends at `until` (seconds since 1970); it answers what was asked."""
    return replace(
        sharing,
        authorised={**sharing.authorised, professional: until},
        given={**sharing.given, professional: now},
        asked=without(sharing.asked, professional),
    )


def withdraw(sharing: Sharing, professional: int) -> Sharing:
    """Withdraw an authorisation and all that rests on it, at once."""
    return replace(
        sharing,
        authorised=without(sharing.authorised, professional),
        given=without(sharing.given, professional),
        asked=without(sharing.asked, professional),
        administrators=sharing.administrators - {professional},
        treating=0 if sharing.treating == professional else sharing.treating,
    )


def block(sharing: Sharing, actor: int, now: int = 0) -> Sharing:
    """Block a professional or a structure: it loses its authorisation with it."""
    gone = withdraw(sharing, actor)
    return replace(gone, blocked=gone.blocked | {actor}, shut={**gone.shut, actor: now})


def unblock(sharing: Sharing, actor: int) -> Sharing:
    """Lift a block; it does not authorise again (domain 1.4)."""
    return replace(sharing, blocked=sharing.blocked - {actor}, shut=without(sharing.shut, actor))


def choose_treating(sharing: Sharing, professional: int, until: int, now: int = 0) -> Sharing:
    """Declare the treating practitioner, who is authorised with it."""
    return replace(authorise(sharing, professional, until, now), treating=professional)


def choose_treating_no_more(sharing: Sharing, professional: int) -> Sharing:
    """Take the treating practitioner's role away; the authorisation stays."""
    return replace(sharing, treating=0) if sharing.treating == professional else sharing


def trust(sharing: Sharing, professional: int) -> Sharing:
    """Make an authorised professional an administrator: she sees what is masked, and may block others."""
    if professional not in sharing.authorised:
        raise Conflict(reasons=("not_authorised",))
    return replace(sharing, administrators=sharing.administrators | {professional})


def trust_no_more(sharing: Sharing, professional: int) -> Sharing:
    """Take that trust away; the authorisation stays."""
    return replace(sharing, administrators=sharing.administrators - {professional})


def ask(sharing: Sharing, professional: int, what: str, now: int) -> Sharing:
    """Write down that a professional waits for an answer; asking again waits anew.

    What he says was agreed by word of mouth waits first: asking for something else must not put it out of her sight,
    or her no would leave him inside.
    """
    waiting = {number: demand for number, demand in sharing.asked.items() if demand.until > now}
    if professional in waiting and waiting[professional].spoken:
        raise Invalid("La personne confirme d’abord, dans son carnet, son accord de vive voix.", ("unconfirmed",))
    if professional not in waiting and len(waiting) >= DEMANDS:
        raise Conflict(reasons=("too_many_demands",))
    return replace(sharing, asked={**waiting, professional: Demand(what, now, now + DEMAND_SECONDS)})


def let_in_on_word(sharing: Sharing, professional: int, now: int) -> Sharing:
    """Let a professional in for a day because the person said yes aloud; it lapses unless she confirms it.

    A longer authorisation is not shortened. Trust is never given on somebody's word.
    """
    until = max(now + SPOKEN_SECONDS, sharing.authorised.get(professional, 0))
    spoken = Demand("read", now, now + SPOKEN_SECONDS, spoken=True)
    authorised = replace(authorise(sharing, professional, until, now), asked={**sharing.asked, professional: spoken})
    return authorised if until == now + SPOKEN_SECONDS else sharing


def answer(sharing: Sharing, professional: int, until: int, now: int, *, agreed: bool) -> Sharing:
    """Answer what a professional asked. A no takes back what was let in on his word."""
    demand = sharing.asked.get(professional)
    if demand is None or demand.until <= now:
        raise Conflict(reasons=("nothing_asked",))
    if not agreed:
        refused = replace(sharing, asked=without(sharing.asked, professional))
        return withdraw(refused, professional) if demand.spoken else refused
    if demand.what == "treating":
        return choose_treating(sharing, professional, until, now)
    return authorise(sharing, professional, until, now)


class Standing(NamedTuple):
    """All that the rules say of one professional or structure, to be put back as it was."""

    until: int
    given: int
    treating: bool
    administrator: bool
    asked: Demand | None
    shut: int | None  # since when it is blocked, None when it is not


def standing_of(sharing: Sharing, number: int) -> Standing:
    """Tell all that the rules say of somebody."""
    return Standing(
        sharing.authorised.get(number, 0),
        sharing.given.get(number, 0),
        sharing.treating == number,
        number in sharing.administrators,
        sharing.asked.get(number),
        sharing.shut.get(number, 0) if number in sharing.blocked else None,
    )


def put_back(sharing: Sharing, number: int, old: Standing) -> Sharing:
    """Put back what the rules said of somebody; a treating practitioner chosen meanwhile keeps her role."""
    back = replace(withdraw(sharing, number), blocked=sharing.blocked - {number}, shut=without(sharing.shut, number))
    if old.until:
        back = replace(
            back,
            authorised={**back.authorised, number: old.until},
            given={**back.given, number: old.given},
            treating=number if old.treating and not back.treating else back.treating,
            administrators=back.administrators | ({number} if old.administrator else set()),
        )
    if old.asked is not None:
        back = replace(back, asked={**back.asked, number: old.asked})
    return back if old.shut is None else block(back, number, old.shut)


def without(held: dict[int, T], number: int) -> dict[int, T]:
    """Give the same without one of them."""
    return {each: value for each, value in held.items() if each != number}
