"""People with a space of their own, opened as the house opens them; identities stand in the test register."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from ens.gate.facts import Visit
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.identifiers import INS_TEST, compute_ins_key
from ens.kernel.identity import Identity
from ens.lifecycle import services as lifecycle
from ens.policy.facts import SpaceState
from tests.factories.callers import PERSON_SCOPES, Caller, new_session


@dataclass(frozen=True, slots=True)
class Holder:
    """A person at home: her space, who she is, and herself as a caller."""

    space: int
    identity: Identity
    caller: Caller

    @property
    def number(self) -> int:
        """Tell her opaque number."""
        return self.caller.number

    @property
    def visit(self) -> Visit:
        """Come to the gate."""
        return self.caller.visit


def new_matricule() -> str:
    """Draw a matricule with a right key; a commune number that INSEE does not give."""
    first = f"2{secrets.randbelow(100):02}{secrets.randbelow(12) + 1:02}51{secrets.randbelow(1_000_000):06}"
    return first + compute_ins_key(first)


def new_identity(birth_date: str = "1984-02-29") -> Identity:
    """Draw a woman of the test register."""
    return Identity(new_matricule(), INS_TEST, "ESSAI", ("ANNA", "ÉLISE"), birth_date, "female", "51999")


def new_child(years: int = 9) -> Holder:
    """Open the space of a child who had a birthday some days ago."""
    born = clock.today() - timedelta(days=years * 365 + years // 4 + 9)
    return new_person(birth_date=born.isoformat())


def new_person(state: SpaceState = SpaceState.ACTIVATED, birth_date: str = "1984-02-29") -> Holder:
    """Open the space of somebody new."""
    identity = new_identity(birth_date)
    opened = lifecycle.open_space(identity, state)
    token = new_session(ActorKind.PERSON, opened.person, PERSON_SCOPES)
    return Holder(opened.space, identity, Caller(ActorKind.PERSON, opened.person, token))
