"""What fuzzing begins with: messages and documents of the tests, and the national examples where they are."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ens.kernel.identifiers import INS_NIR, INS_TEST, PROFESSIONAL_OID, STRUCTURE_OID
from ens.sandbox import cast
from tests.fuzz import doorstep
from tests.scenarios.deposits import PDF, cda_letter, labelled, reference, submission

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data"
LARGEST = 60_000
_CAMILLE = f"urn:oid:{INS_TEST}|{cast.CAMILLE.identity.matricule}"


def seeds(parser: str) -> Iterator[bytes]:
    """Give the first inputs of a parser."""
    found = {"cda": _documents, "ids": _names, "bundles": _bundles}[parser]()
    return (each for each in found if len(each) <= LARGEST)


def _documents() -> Iterator[bytes]:
    yield cda_letter()
    yield cda_letter(cast.SACHA, title="Compte rendu d’été &amp; <b/>")
    for path in sorted((EXAMPLES / "ans" / "cda").glob("*.xml")):
        yield path.read_bytes()
        yield _without_body(path.read_bytes())


def _without_body(document: bytes) -> bytes:
    """Cut a large example down to its header."""
    head, _, _ = document.partition(b"<component>")
    return head + b"</ClinicalDocument>"


def _names() -> Iterator[bytes]:
    identity = cast.CAMILLE.identity
    texts = (
        doorstep.public("Patient"),
        doorstep.public("List"),
        _CAMILLE,
        f"urn:oid:{INS_NIR}|255069999999934",
        f"{INS_NIR}|2550699999999",
        f"{identity.matricule}@patient.mssante.fr",
        "sonia.hadj@chu.mssante.fr",
        f"urn:oid:{PROFESSIONAL_OID}|810001234567",
        "https://rpps.esante.gouv.fr|10001234567",
        f"urn:oid:{STRUCTURE_OID}|1750000001",
        "https://finess.esante.gouv.fr|2A0000001",
    )
    yield from (text.encode() for text in texts)
    for path in (EXAMPLES / "ids").glob("*.csv"):
        yield from (line.strip() for line in path.read_bytes().splitlines()[:200])


def _bundles() -> Iterator[bytes]:
    for each in (*_our_bundles(), *_examples()):
        yield json.dumps(each, ensure_ascii=False).encode()


def _our_bundles() -> Iterator[dict[str, Any]]:
    yield submission(_CAMILLE, PDF, "application/pdf")
    yield submission(_CAMILLE, cda_letter())
    yield submission(_CAMILLE, PDF, "application/pdf", **labelled("MASQUE_PS", "INVISIBLE_PATIENT"))
    yield _bundle("transaction", ("POST", "DocumentReference", reference(_CAMILLE, PDF)))
    replaced = {
        "code": "replaces",
        "target": {"reference": f"DocumentReference/{doorstep.public('DocumentReference')}"},
    }
    yield _bundle("transaction", ("POST", "DocumentReference", reference(_CAMILLE, PDF, relatesTo=[replaced])))
    yield _bundle(
        "transaction", *(("PUT", _place(kind), doorstep.stored(kind)) for kind in ("DocumentReference", "List"))
    )
    yield _bundle("transaction", ("PATCH", _place("List"), _patch("replace", "List.status", "retired")))
    yield _bundle(
        "transaction", ("PATCH", _place("DocumentReference"), _patch("delete", "DocumentReference.type.text"))
    )
    yield _clinical()
    looks = ("DocumentReference?patient=x&date=ge2020", _place("List"), f"{_place('Binary')}/_history/1")
    yield _bundle("batch", *(("GET", url, None) for url in looks), ("DELETE", _place("List"), None))


def _clinical() -> dict[str, Any]:
    """Write a small notebook of care, as a hospital's software sends it: one person, facts that lean on each other."""
    subject, met = {"reference": "urn:uuid:00000000-0000-4000-8000-000000000001"}, {"reference": _urn(2)}
    loinc = {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Poids"}]}
    who = {"reference": "Practitioner?identifier=https://rpps.esante.gouv.fr|10001234567"}
    facts: tuple[dict[str, Any], ...] = (
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": subject,
            "participant": [{"individual": who}],
            "period": {"start": "2026-03-02T09:00:00+01:00", "end": "2026-03-02T09:20:00+01:00"},
        },
        {
            "resourceType": "Observation",
            "status": "final",
            "code": loinc,
            "subject": subject,
            "encounter": met,
            "effectiveDateTime": "2026-03-02",
            "valueQuantity": {"value": 72.50, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
        },
        {"resourceType": "Condition", "subject": subject, "code": {"text": "Toux"}, "onsetDateTime": "2026-02"},
    )
    entries = [
        {"fullUrl": _urn(index), "resource": fact, "request": {"method": "POST", "url": fact["resourceType"]}}
        for index, fact in enumerate(facts, 2)
    ]
    patient = {"resourceType": "Patient", "gender": "female", "name": [{"family": "ROUSSEL", "given": ["CAMILLE"]}]}
    person = {"request": {"method": "PUT", "url": f"Patient?identifier={_CAMILLE}"}, "resource": patient}
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"fullUrl": subject["reference"], **person}, *entries],
    }


def _urn(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012}"


def _place(kind: str) -> str:
    return f"{kind}/{doorstep.public(kind)}"


def _bundle(kind: str, *demands: tuple[str, str, dict[str, Any] | None]) -> dict[str, Any]:
    entries = [
        {"request": {"method": method, "url": url}} | ({} if resource is None else {"resource": resource})
        for method, url, resource in demands
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def _patch(kind: str, path: str, value: str = "") -> dict[str, Any]:
    parts = [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path}]
    parts += [{"name": "value", "valueString": value}] if value else []
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}


def _examples() -> Iterator[dict[str, Any]]:
    """Give the national examples, their files cut short so that what is around them is what changes."""
    for path in sorted((EXAMPLES / "fhir").glob("pdsm*/Bundle-*.json")):
        message = json.loads(path.read_text("utf-8"))
        for entry in message.get("entry", []):
            if "data" in entry.get("resource", {}):
                entry["resource"]["data"] = entry["resource"]["data"][:400]
        yield copy.deepcopy(message)
