"""Whose notebooks a person may open: her own, of minors whom she represents, adults whom she protects or helps.

Asked for at every page, so nothing is written down here: an entry per page would drown the history in itself. What
opens is a fact of decisions (the sharing state, and whose space it is), no item; entering a notebook is written down by
whatever is read there (ADR 0009). What a person may not enter any more is not in the list: each notebook is decided
upon at the very moment of the question, against the state of its own space.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from ens.gate.door import ask
from ens.gate.facts import Visit, look
from ens.gate.house import database, house
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.ids import NO_ITEM, NOWHERE
from ens.policy.decide import decide
from ens.registry import people
from ens.registry.people import PersonRow
from ens.vault.keyring import Keyring
from ens.vault.traits import open_identity

PROFILES: Final = 10  # her own and nine more


class Tie(StrEnum):
    """What ties a reader to the person of a notebook."""

    OWN = "own"
    CHILD = "child"
    PROTECTED = "protected"
    HELPED = "helped"
    ENTRUSTED = "entrusted"


@dataclass(frozen=True, slots=True)
class Profile:
    """A notebook that the caller may open; `patient` is its public id, `name` the given name of its person."""

    space: int
    patient: str
    name: str
    age: int
    own: bool
    tie: Tie = Tie.OWN

    @property
    def rules(self) -> bool:
        """Say whether its reader sees history and settings: a carer reads and adds, and no more (PRO-06)."""
        return self.tie not in {Tie.HELPED, Tie.ENTRUSTED}


def list_profiles(visit: Visit) -> list[Profile]:
    """List the notebooks of whoever comes in, her own first, oldest child first; nothing for who is not a person."""
    row = people.find_by_token(database(), visit.token_hash)
    scene = look(visit, NOWHERE if row is None else row.space)
    if row is None or scene.keyring is None or scene.actor.kind is not ActorKind.PERSON:
        return []
    sharing = scene.sharing
    beside = (Tie.ENTRUSTED, sharing.keeps), (Tie.HELPED, sharing.cares_for)
    ties = (Tie.CHILD, sharing.represents), (Tie.PROTECTED, sharing.guards), *beside
    others: dict[int, Profile] = {}
    for tie, spaces in ties:
        for each in sorted(_open(visit, spaces, tie), key=lambda found: (-found.age, found.name)):
            others.setdefault(each.space, each)
    return [_profile(row, scene.keyring, Tie.OWN), *list(others.values())[: PROFILES - 1]]


def _open(visit: Visit, spaces: frozenset[int], tie: Tie) -> Iterator[Profile]:
    for space in sorted(spaces):
        scene = look(visit, space)
        question = ask(scene, "Patient", Action.REGISTRY_PERSON_READ)
        row = people.find_by_space(database(), space)
        if row is not None and scene.keyring is not None and decide(question, scene.facts()).allowed:
            yield _profile(row, scene.keyring, tie)


def _profile(row: PersonRow, keyring: Keyring, tie: Tie) -> Profile:
    identity = open_identity(keyring, row.key_term, row.sealed_identity)
    patient = house().codec.encode(row.space, NO_ITEM)
    today = clock.today_in(ZoneInfo(settings.ENS_TIME_ZONE))
    name, age = identity.first_given_name.title(), identity.age_on(today)
    return Profile(row.space, patient, name, age, tie is Tie.OWN, tie)
