"""A professional whom Pro Santé Connect has named: in the directory, in exercise, and working somewhere."""

from ens.federation import rules
from ens.federation.calls import Rejected
from ens.federation.rules import Claims
from ens.gate.house import database
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Invalid
from ens.kernel.identifiers import parse_rpps
from ens.registry import parties, practices
from ens.registry.parties import Party
from ens.registry.practices import Practice


def find_professional(claims: Claims) -> Party:
    """Find a Pro Santé Connect identity in the directory, which alone says what she may practise."""
    named = claims.get("SubjectNameID")
    try:
        national = parse_rpps(named if isinstance(named, str) else "").national
    except Invalid:
        raise Rejected("no_rpps") from None
    if national != named:  # PS_IdNat, with its `8`: a bare number might be another register's
        raise Rejected("no_rpps")
    party = parties.find(database(), national)
    if party is None or party.kind is not ActorKind.PROFESSIONAL:
        raise Rejected("professional_unknown")
    return party


def list_places(number: int) -> list[Practice]:
    """List where the directory says that a professional works."""
    return practices.list_of(database(), number)


def only_place(claims: Claims, places: list[Practice]) -> str:
    """Tell where she works today when there is no doubt: the one place known, or the one that the provider names."""
    named = set(rules.read_place(claims))
    fitting = [place for place in places if place.structure in named] or places
    return fitting[0].structure if len(fitting) == 1 else ""
