"""The national examples, where they are: CDA documents and PDSm messages, and the identities that they name."""

import base64
import json
from typing import Any, Final

import pytest

from ens.formats.cda import read_cda
from ens.kernel.identifiers import compute_ins_key
from tests.scenarios.live import INS, PROJECT

SHARED: Final = PROJECT.parent / "shared" / "data"
CDA: Final = SHARED / "ans" / "cda"
PDSM: Final = SHARED / "fhir" / "pdsm4dmp"
needs_samples = pytest.mark.skipif(not CDA.exists(), reason="the national examples are not on this machine")
NAMES: Final = sorted(path.name for path in CDA.glob("*.xml")) if CDA.exists() else ["absent"]


def content(name: str) -> bytes:
    """Read one CDA document."""
    return (CDA / name).read_bytes()


def identity(name: str) -> dict[str, Any]:
    """Draw from a document the identity of the person that it is about."""
    said = read_cda(content(name)).identity
    assert said is not None
    oid, matricule = next((root, value) for root, value in said.identifiers if root.startswith("1.2.250.1.213.1.4."))
    if compute_ins_key(matricule[:13]) != matricule[13:]:
        oid = INS.removeprefix("urn:oid:")  # a made-up number: nobody of the real registers has it
    return {
        "matricule": matricule,
        "oid": oid,
        "birth_name": said.birth_name,
        "given_names": said.given_names.split() or [said.first_given_name],
        "birth_date": said.birth_date,
        "sex": said.sex,
        "birth_place": "99999",
    } | ({"given_names": [said.first_given_name]} if said.first_given_name else {})


def message(name: str, old: str, new: str) -> dict[str, Any]:
    """Read a PDSm message with one identifier replaced by another one everywhere."""
    text = (PDSM / f"Bundle-{name}.json").read_text()
    read: dict[str, Any] = json.loads(text.replace(old, new).replace(old.replace("|", "#"), new))
    return read


def file_of(bundle: dict[str, Any]) -> bytes:
    """Give the bytes of the Binary that a message carries."""
    (data,) = (e["resource"]["data"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Binary")
    return base64.b64decode(data)
