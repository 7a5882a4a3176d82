"""The files of Synthea, read with the digits of their numbers, and prepared for a French house.

Two things are said that an American export does not know: the person is given by her national number (INS), as a
conditional update, and a document states its class (TRE_A03) beside its LOINC type. Nothing else is changed.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

Resource = dict[str, Any]
INS: Final = "urn:oid:1.2.250.1.213.1.4.10"  # the test register
CLASSES: Final = "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
REPORT: Final = {"coding": [{"system": CLASSES, "code": "10", "display": "Compte rendu"}]}
_FIRST: Final = "0-"  # the two files of hospitals and practitioners


_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


def read(path: Path) -> Resource:
    """Read a file of Synthea, its decimals exactly."""
    return decode(path.read_bytes())


def directory_files(folder: Path) -> list[Path]:
    """List the batches of hospitals and practitioners, which go first."""
    return sorted(path for path in folder.rglob("*.json") if path.name.startswith(_FIRST))


def patient_files(folder: Path) -> list[Path]:
    """List the transactions, one patient each, smallest first."""
    found = [path for path in folder.rglob("*.json") if not path.name.startswith(_FIRST)]
    return sorted(found, key=lambda path: (path.stat().st_size, path.name))


def person_of(bundle: Resource) -> Resource:
    """Give the Patient of a transaction."""
    return next(resource for resource in resources(bundle) if resource["resourceType"] == "Patient")


def resources(bundle: Resource) -> Iterator[Resource]:
    """Give the resources of a Bundle, in order."""
    return (entry["resource"] for entry in bundle["entry"])


def prepare(bundle: Resource, matricule: str) -> Resource:
    """Write the transaction as a sender in France would."""
    return {**bundle, "entry": [_prepared(entry, matricule) for entry in bundle["entry"]]}


def _prepared(entry: Resource, matricule: str) -> Resource:
    resource = entry["resource"]
    if resource["resourceType"] == "Patient":
        known = {"use": "official", "system": INS, "value": matricule}
        stated = {**resource, "identifier": [known, *resource["identifier"]]}
        request = {"method": "PUT", "url": f"Patient?identifier={INS}|{matricule}"}
        return {**entry, "resource": stated, "request": request}
    if resource["resourceType"] == "DocumentReference":
        return {**entry, "resource": {**resource, "category": [*resource["category"], REPORT]}}
    return entry


def encode(value: object) -> bytes:
    """Write compact JSON, decimals with the digits that they were read with."""
    return _encode(value)


def decode(data: bytes) -> Resource:
    """Read JSON, its decimals with all their digits."""
    found: Resource = json.loads(data, parse_float=Decimal)
    return found


def conditional(bundle: Resource) -> set[str]:
    """List the conditional references of a transaction, such as `Practitioner?identifier=…|…`."""
    return {text for text in _references(bundle) if "?" in text}


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def files(sent: Resource, got: Resource) -> Iterator[tuple[bytes, str]]:
    """Give the bytes of a document as they were sent, and the address where they must be found."""
    if sent["resourceType"] == "DocumentReference":
        for one, other in zip(sent["content"], got["content"], strict=True):
            if "data" in one["attachment"]:
                yield b64decode(one["attachment"]["data"]), other["attachment"]["url"]
