"""A person whom a provider has named: whose notebook is it, and may it be opened."""

from typing import Final, NamedTuple

from ens.federation import rules
from ens.federation.calls import Rejected
from ens.federation.rules import Claims
from ens.gate import secrets
from ens.gate.house import database
from ens.gate.traits import Bearer, list_bearers
from ens.kernel.errors import TooMany
from ens.kernel.identity import Identity
from ens.policy.facts import OPEN_STATES, SpaceState
from ens.registry import quotas

TRIES: Final = 5  # numbers typed a day for one set of traits
_NOBODY: Final = 0
_DAY: Final = 86_400
_SHUT: Final = {
    SpaceState.ANNOUNCED: "space_announced",
    SpaceState.OPPOSED: "space_opposed",
    SpaceState.SUSPENDED: "space_suspended",
}


class Several(NamedTuple):
    """Several people bear these traits: only what one of them knows tells them apart."""

    traits: Identity


def find_person(claims: Claims) -> Bearer | Several:
    """Find whose notebook a pivot identity opens."""
    traits = rules.read_pivot(claims)
    if traits is None:
        raise Rejected("identity_incomplete")
    found = list_bearers(traits)
    if not found:
        raise Rejected("identity_unknown")
    return found[0] if len(found) == 1 else Several(traits)


def choose_person(traits: Identity, typed: str) -> Bearer:
    """Tell people of the same traits apart by the number that only one of them has; few tries a day."""
    subject = f"federation|{secrets.blind('federation-tries', repr(traits)).hex()}"
    if quotas.use(database(), _NOBODY, subject) > TRIES:
        raise TooMany("Trop de numéros ont été essayés aujourd’hui. Réessayez demain.", retry_after=_DAY)
    bearers = list_bearers(traits)
    place = rules.choose_by_number([each.identity.matricule for each in bearers], typed)
    if place is None:
        raise Rejected("number_wrong")
    return bearers[place]


def fault_of_space(bearer: Bearer) -> str:
    """Say why a notebook cannot be opened now, or nothing."""
    return "" if bearer.state in OPEN_STATES else _SHUT.get(bearer.state, "space_closed_to_sign_in")
