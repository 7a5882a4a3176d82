"""The clinical kinds at the FHIR door: what differs from the generic handling, which is nothing."""

from collections.abc import Sequence
from typing import Final

from ens.clinical.compose import PARAMETERS, compose
from ens.clinical.kinds import FACTS
from ens.clinical.person import PATIENT
from ens.fhir.kinds import Kind, Piece, Room
from ens.gate.facts import Visit


def extend(_visit: Visit, _space: int, pieces: Sequence[Piece]) -> list[Piece]:
    """Add nothing: no fact drags another one along."""
    return list(pieces)


CLINICAL: Final = Room(extend, compose)
KINDS: Final = (
    *(
        Kind(fact.name, CLINICAL, owner=fact.owner, moment=fact.moment, parameters=PARAMETERS[fact.name])
        for fact in FACTS
    ),
    Kind(PATIENT, CLINICAL, interactions=(), owner=""),
)
