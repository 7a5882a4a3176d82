"""People who come into a running house for one story alone, so that stories do not disturb each other."""

import itertools
import secrets
from dataclasses import dataclass
from typing import Any

from ens.kernel.identifiers import compute_ins_key
from tests.scenarios.live import INS, House

_serial = itertools.count(secrets.randbelow(80) * 1_000)


@dataclass(frozen=True)
class Newcomer:
    """Une personne nouvelle : son espace, son numéro, son matricule, son identifiant FHIR et son jeton."""

    space: int
    number: int
    matricule: str
    id: str
    token: str
    session: str  # of a browser

    @property
    def ins(self) -> str:
        return f"{INS}|{self.matricule}"


def identity(**changes: Any) -> dict[str, Any]:
    """Draw an identity of the test register with a right key; changes replace traits."""
    year, order = divmod(next(_serial), 1_000)
    first = f"2{year % 100:02d}0351999{order:03d}"
    matricule = changes.pop("matricule", first + compute_ins_key(first))
    return {
        "matricule": matricule,
        "oid": INS.removeprefix("urn:oid:"),
        "birth_name": "ESSAI",
        "given_names": ["LOUISE"],
        "birth_date": "1990-03-12",
        "sex": "female",
        "birth_place": "51999",
        **changes,
    }


def newcomer(house: House, state: str = "ACTIVATED", **changes: Any) -> Newcomer:
    """Open the space of somebody new, in a state."""
    traits = identity(**changes)
    made = house.ask("person", identity=traits, state=state)
    token = house.ask("token", kind="PERSON", number=made["number"], scopes="patient/*.cruds ens/manage")
    session = house.ask("session", number=made["number"])
    return Newcomer(made["space"], made["number"], traits["matricule"], made["id"], token, session)
