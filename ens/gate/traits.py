"""Who bears these strict traits (RNIV): asked at the doorstep, before anybody is inside.

What opens is a fact, whose space this is, and nothing is written down here: the sign-in that follows is.
"""

from typing import Final, NamedTuple

from ens.gate.house import database, house
from ens.kernel.identity import Identity
from ens.policy.facts import SpaceState
from ens.registry import find, people, spaces
from ens.vault.traits import open_identity

_MOST: Final = 20


class Bearer(NamedTuple):
    """One person: her number, her space, the state that it is in, and who she is."""

    number: int
    space: int
    state: SpaceState
    identity: Identity


def find_identity(space: int) -> Identity | None:
    """Find the identity of the person of a space, to be checked by the house itself; None where there is none."""
    row = people.find_by_space(database(), space)
    keyring = None if row is None else house().keys.keyring(space, row.key_term)
    return None if row is None or keyring is None else open_identity(keyring, row.key_term, row.sealed_identity)


def list_bearers(traits: Identity) -> list[Bearer]:
    """List those who bear all five strict traits: birth name, given names, birth date, sex and place of birth.

    Of the given names the first one counts, as strict comparison has it; an erased space has nobody any more.
    """
    index = find.traits_index(house().index_key, traits)
    found = []
    for row in people.list_by_traits(database(), index, _MOST):
        state = spaces.find_state(database(), row.space)
        keyring = None if state is None else house().keys.keyring(row.space, state[1])
        if state is None or keyring is None:
            continue
        identity = open_identity(keyring, row.key_term, row.sealed_identity)
        if identity.birth_place == traits.birth_place:
            found.append(Bearer(row.number, row.space, SpaceState(state[0]), identity))
    return found
