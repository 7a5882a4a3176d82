"""Who acts beside a person or in her name: representatives of minors, guardians of adults, carers whom she chose.

Each stands on two sides: the person's side decides, the helper's tells which notebooks to offer. Safe to ask again
after a crash between the two.
"""

from msgspec.structs import replace

from ens.gate.facts import Visit, look
from ens.gate.people import get_birth_date, get_number
from ens.gate.spaces import change_sharing
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.policy.facts import Guardian, Sharing
from ens.sharing import family
from ens.sharing.services import now

_HOUSE = Visit(actor=SYSTEM)


def declare_representative(minor: int, representative: int) -> None:
    """Write down that the person of one space represents the minor of another until his majority.

    Civil status is not for either of them to state: the house does, when the national registers say so.
    """
    born, person, moment = get_birth_date(minor), get_number(representative), now()
    until = family.majority(born)
    action = Action.SHARING_REPRESENTATION_DECLARE
    change_sharing(_HOUSE, minor, action, lambda old: family.be_represented(old, person, until, moment))
    change_sharing(_HOUSE, representative, action, lambda old: family.represent(old, minor))


def withdraw_representative(minor: int, representative: int) -> None:
    """End a representation before majority (a court took parental authority away, an error)."""
    person = get_number(representative)
    action = Action.SHARING_REPRESENTATION_WITHDRAW
    change_sharing(_HOUSE, minor, action, lambda old: family.be_represented_no_more(old, person))
    change_sharing(_HOUSE, representative, action, lambda old: family.represent_no_more(old, minor))


def step_down(minor: int, representative: int) -> None:
    """End a representation because the representative says so; `Conflict` when nobody would be left."""
    person = get_number(representative)
    action = Action.SHARING_REPRESENTATION_WITHDRAW
    change_sharing(_HOUSE, minor, action, lambda old: family.step_down(old, person, now()))
    change_sharing(_HOUSE, representative, action, lambda old: family.represent_no_more(old, minor))


def declare_guardian(protected: int, guardian: int, until: int, *, represents: bool) -> None:
    """Write down a guardian named by a judge, until the end of the measure."""
    person = get_number(guardian)
    action = Action.SHARING_GUARDIANSHIP_DECLARE
    named = Guardian(until, represents)
    change_sharing(_HOUSE, protected, action, lambda old: family.be_guarded(old, person, named))
    change_sharing(_HOUSE, guardian, action, lambda old: family.guard(old, protected))


def withdraw_guardian(protected: int, guardian: int) -> None:
    """End a guardianship before its day."""
    person = get_number(guardian)
    action = Action.SHARING_GUARDIANSHIP_WITHDRAW
    change_sharing(_HOUSE, protected, action, lambda old: family.be_guarded_no_more(old, person))
    change_sharing(_HOUSE, guardian, action, lambda old: family.guard_no_more(old, protected))


def choose_carer(visit: Visit, space: int, carer: int, seconds: int = family.CARE_SECONDS) -> None:
    """Let the person of another space help in this one, who has accepted it; five such spaces at most for her."""
    person, moment = get_number(carer), now()
    action = Action.SHARING_CARE_GIVE
    change_sharing(_HOUSE, carer, action, lambda old: family.care_for(old, space))
    change_sharing(visit, space, action, lambda old: family.be_cared_for(old, person, moment + seconds, moment))


def accept_carer(space: int, carer: int, seconds: int) -> None:
    """Let in a carer who answers the person's own invitation: she gave her word, the carer gives his, the house writes.

    What would not hold on one side is not written on the other. Helps that have ended make room for this one.
    """
    person, until = get_number(carer), now() + seconds
    family.be_cared_for(look(_HOUSE, space).sharing, person, until, now())
    living = frozenset(each for each in look(_HOUSE, carer).sharing.cares_for if _is_cared_for(each, person))
    action = Action.SHARING_CARE_GIVE

    def care(old: Sharing) -> Sharing:
        return family.care_for(replace(old, cares_for=old.cares_for & living), space)

    change_sharing(_HOUSE, carer, action, care)
    change_sharing(_HOUSE, space, action, lambda old: family.be_cared_for(old, person, until, now()))


def resign(space: int, carer: int) -> None:
    """End a help because the carer says so."""
    dismiss_carer(_HOUSE, space, carer)


def _is_cared_for(space: int, person: int) -> bool:
    return look(_HOUSE, space).sharing.carers.get(person, 0) > now()


def dismiss_carer(visit: Visit, space: int, carer: int) -> None:
    """End what a carer may do; the person's side first, it is the one that decides."""
    person = get_number(carer)
    action = Action.SHARING_CARE_WITHDRAW
    change_sharing(visit, space, action, lambda old: family.be_cared_for_no_more(old, person))
    change_sharing(_HOUSE, carer, action, lambda old: family.care_for_no_more(old, space))
