"""What a judge decides about a child: parental authority taken away, the child entrusted to somebody or to a service.

Code civil, 378 to 379-1 (withdrawal of parental authority or of its exercise), 373-4, 375-3 and 375-7 (placement). The
house writes it, on the word of two operators (`ens.staff.acts`) who have the decision before them. Majority ends all.
"""

from typing import Final

from ens.gate.facts import Visit
from ens.gate.people import get_birth_date, get_number
from ens.gate.spaces import change_sharing
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.sharing import family
from ens.sharing.services import now

_HOUSE: Final = Visit(actor=SYSTEM)
_WHY: Final = "décision d’un juge"
_WITHDRAW, _DECLARE = Action.SHARING_REPRESENTATION_WITHDRAW, Action.SHARING_REPRESENTATION_DECLARE
_ENTRUST, _RELEASE = Action.SHARING_ENTRUSTMENT_DECLARE, Action.SHARING_ENTRUSTMENT_WITHDRAW


def withdraw_authority(minor: int, representative: int) -> None:
    """Shut a representative out at once, the child's side first; nobody declares him again before a judge says so."""
    person = get_number(representative)
    change_sharing(_HOUSE, minor, _WITHDRAW, lambda old: family.bar(old, person), _WHY)
    change_sharing(_HOUSE, representative, _WITHDRAW, lambda old: family.represent_no_more(old, minor), _WHY)


def restore_authority(minor: int, representative: int) -> None:
    """Give parental authority back, until majority."""
    person, until, moment = get_number(representative), family.majority(get_birth_date(minor)), now()
    change_sharing(
        _HOUSE,
        minor,
        _DECLARE,
        lambda old: family.be_represented(family.bar_no_more(old, person), person, until, moment),
        _WHY,
    )
    change_sharing(_HOUSE, representative, _DECLARE, lambda old: family.represent(old, minor), _WHY)


def entrust(minor: int, person: int, until: int) -> None:
    """Entrust a child to the person of another space, until the decision ends or he comes of age."""
    number, end, moment = get_number(person), _end(minor, until), now()
    change_sharing(_HOUSE, minor, _ENTRUST, lambda old: family.be_entrusted(old, number, end, moment), _WHY)
    change_sharing(_HOUSE, person, _ENTRUST, lambda old: family.keep(old, minor), _WHY)


def entrust_to_service(minor: int, structure: int, until: int) -> None:
    """Entrust a child to a service of the directory, by its number there."""
    end, moment = _end(minor, until), now()
    change_sharing(
        _HOUSE, minor, _ENTRUST, lambda old: family.be_entrusted_to_service(old, structure, end, moment), _WHY
    )


def release(minor: int, person: int) -> None:
    """End a placement with a person before its day."""
    number = get_number(person)
    change_sharing(_HOUSE, minor, _RELEASE, lambda old: family.be_entrusted_no_more(old, number), _WHY)
    change_sharing(_HOUSE, person, _RELEASE, lambda old: family.keep_no_more(old, minor), _WHY)


def release_from_service(minor: int, structure: int) -> None:
    """End a placement with a service before its day."""
    change_sharing(_HOUSE, minor, _RELEASE, lambda old: family.be_entrusted_no_more(old, structure), _WHY)


def _end(minor: int, until: int) -> int:
    return min(until, family.majority(get_birth_date(minor)))
