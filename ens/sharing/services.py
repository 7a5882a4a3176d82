"""What a person rules about who may come in; when a call returns, nothing decided on the old rules can be served."""

from ens.gate.facts import Visit
from ens.gate.people import get_birth_date, get_number
from ens.gate.spaces import change_sharing
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.sharing import rules

_HOUSE = Visit(actor=SYSTEM)


def authorise(visit: Visit, space: int, professional: int, seconds: int = rules.AUTHORISATION_SECONDS) -> None:
    """Authorise a professional to read, for a year unless said otherwise."""
    until = clock.now_us() // 1_000_000 + seconds
    action = Action.SHARING_AUTHORISATION_GIVE
    change_sharing(visit, space, action, lambda old: rules.authorise(old, professional, until))


def withdraw(visit: Visit, space: int, professional: int) -> None:
    """Withdraw an authorisation."""
    change_sharing(visit, space, Action.SHARING_AUTHORISATION_WITHDRAW, lambda old: rules.withdraw(old, professional))


def block(visit: Visit, space: int, actor: int) -> None:
    """Block a professional or a structure."""
    change_sharing(visit, space, Action.SHARING_BLOCK_SET, lambda old: rules.block(old, actor))


def unblock(visit: Visit, space: int, actor: int) -> None:
    """Lift a block; an authorisation must be given anew."""
    change_sharing(visit, space, Action.SHARING_BLOCK_LIFT, lambda old: rules.unblock(old, actor))


def choose_treating(visit: Visit, space: int, professional: int) -> None:
    """Declare the treating practitioner."""
    until = clock.now_us() // 1_000_000 + rules.AUTHORISATION_SECONDS
    action = Action.SHARING_AUTHORISATION_GIVE
    change_sharing(visit, space, action, lambda old: rules.choose_treating(old, professional, until))


def declare_representative(minor: int, representative: int) -> None:
    """Write down, on both sides, that the person of one space represents the minor of another until his majority.

    Civil status is not for either of them to state: the house does, when the national registers say so. The minor's
    side decides; the representative's only tells which notebooks to offer. Safe to ask again after a crash.
    """
    born, person = get_birth_date(minor), get_number(representative)
    until, now = rules.majority(born), clock.now_us() // 1_000_000
    action = Action.SHARING_REPRESENTATION_DECLARE
    change_sharing(_HOUSE, minor, action, lambda old: rules.be_represented(old, person, until, now))
    change_sharing(_HOUSE, representative, action, lambda old: rules.represent(old, minor))


def withdraw_representative(minor: int, representative: int) -> None:
    """End a representation before majority, on both sides (a court took parental authority away, an error)."""
    person = get_number(representative)
    action = Action.SHARING_REPRESENTATION_WITHDRAW
    change_sharing(_HOUSE, minor, action, lambda old: rules.be_represented_no_more(old, person))
    change_sharing(_HOUSE, representative, action, lambda old: rules.represent_no_more(old, minor))
