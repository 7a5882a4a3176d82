"""Whose notebooks a person may open: her own."""

from dataclasses import dataclass
from datetime import date

from ens.gate.facts import Visit, look
from ens.gate.house import database, house
from ens.gate.people import see_person
from ens.kernel import clock
from ens.kernel.errors import Unauthenticated
from ens.kernel.ids import HOUSE, NO_ITEM
from ens.registry import people


@dataclass(frozen=True, slots=True)
class Profile:
    """A notebook that the caller may open; `patient` is its public id."""

    space: int
    patient: str
    name: str
    age: int
    own: bool


def list_profiles(visit: Visit) -> list[Profile]:
    """List the notebooks of whoever comes in, her own first."""
    row = people.find_by_number(database(), look(visit, HOUSE).actor.number)
    identity = None if row is None else see_person(visit, row.space).identity
    if row is None or identity is None:
        raise Unauthenticated
    born, today = date.fromisoformat(identity.birth_date), clock.today()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    patient = house().codec.encode(row.space, NO_ITEM)
    return [Profile(row.space, patient, identity.first_given_name.capitalize(), age, own=True)]
