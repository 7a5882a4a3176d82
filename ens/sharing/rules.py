"""How each act changes the sharing state of a space; pure."""

from typing import Final

from msgspec.structs import replace

from ens.policy.facts import Sharing

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
