"""Opens the spaces of Synthea's patients, in a test register: `python -m bench.synthea.people FOLDER FILE`."""

import json
import os
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.synthea import bundles
from bench.synthea.house import Settled
from ens.config.start import started
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.identifiers import INS_TEST, compute_ins_key
from ens.kernel.identity import Identity
from ens.lifecycle.services import open_space
from ens.registry import parties, people, tokens
from ens.registry.parties import Party
from ens.registry.tokens import Grant
from ens.sandbox.grants import PERSON_SCOPES

_DAYS: Final = timedelta(days=30)
KEEPER_SCOPES: Final = " ".join(
    f"system/{kind}.c" for kind in ("Location", "Organization", "Practitioner", "PractitionerRole")
)


def main(folder: str, file: str) -> int:
    """Open a space for each patient, and write down who may send and read."""
    with started():
        settled = Settled({}, {}, _structure("1990000002", "system/*.cruds"), _structure("1990000003", KEEPER_SCOPES))
        for index, path in enumerate(bundles.patient_files(Path(folder))):
            identity = identity_of(bundles.person_of(bundles.read(path)), index)
            opened = open_space(identity)
            settled.matricules[path.name] = identity.matricule
            settled.persons[path.name] = _token(ActorKind.PERSON, opened.person, PERSON_SCOPES)
        Path(file).write_text(json.dumps(asdict(settled)))
    return 0


def identity_of(person: bundles.Resource, index: int) -> Identity:
    """Give a patient of Synthea a matricule of the test register; her traits are those of the file."""
    name = next(each for each in person["name"] if each["use"] == "official")
    first = f"{1 + (person['gender'] == 'female')}{person['birthDate'][2:4]}{person['birthDate'][5:7]}99{index:06}"
    traits = name["family"], tuple(name["given"]), person["birthDate"], person["gender"]
    return Identity(first + compute_ins_key(first), INS_TEST, *traits, "")


def _structure(identifier: str, scopes: str) -> str:
    party = Party(people.new_number(), ActorKind.STRUCTURE, identifier, "Hôpital de la mesure", structure_type="SA01")
    return _token(ActorKind.STRUCTURE, parties.save(database(), party), scopes)


def _token(kind: ActorKind, number: int, scopes: str) -> str:
    return tokens.issue(database(), Grant(kind, number, scopes, clock.now() + _DAYS))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")
    sys.exit(main(*sys.argv[1:3]))
