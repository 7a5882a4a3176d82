"""Facts of care to deposit, and the transactions that carry them."""

import uuid
from typing import Any

from ens.gate.house import house
from ens.kernel.ids import NO_ITEM
from tests.factories.people import Holder

Resource = dict[str, Any]
LOINC = "http://loinc.org"
WEIGHT = "29463-7"


def urn() -> str:
    """Draw an address for an entry."""
    return f"urn:uuid:{uuid.uuid4()}"


def patient_id(holder: Holder) -> str:
    """Write the public id of somebody's Patient."""
    return house().codec.encode(holder.space, NO_ITEM)


def token(holder: Holder) -> str:
    """Write somebody's INS as a search does."""
    return f"urn:oid:{holder.identity.oid}|{holder.identity.matricule}"


def reference(holder: Holder) -> Resource:
    """Refer to somebody by the id that the house gives her."""
    return {"reference": f"Patient/{patient_id(holder)}"}


def weight(subject: Resource, when: str = "2026-03-02T10:15:00+01:00", **changes: Any) -> Resource:
    """Write a body weight."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": WEIGHT, "display": "Body weight"}], "text": "Poids"},
        "subject": subject,
        "effectiveDateTime": when,
        "valueQuantity": {"value": 72, "unit": "kg"},
    } | changes


def encounter(subject: Resource, start: str, end: str | None) -> Resource:
    """Write a stay; without an end it goes on."""
    ambulatory = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
    period = {"start": start} | ({} if end is None else {"end": end})
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": ambulatory,
        "subject": subject,
        "period": period,
    }


def stated(holder: Holder, **changes: Any) -> Resource:
    """Describe somebody as a hospital's software does."""
    identity = holder.identity
    return {
        "resourceType": "Patient",
        "identifier": [
            {"system": f"urn:oid:{identity.oid}", "value": identity.matricule},
            {"system": "https://hopital.example/ipp", "value": "IPP-12"},
        ],
        "name": [{"use": "official", "family": identity.birth_name, "given": ["Anna", "Élise"], "prefix": ["Mme"]}],
        "birthDate": identity.birth_date,
        "gender": identity.sex,
        "telecom": [{"system": "phone", "value": "01 02 03 04 05"}],
        "address": [{"city": "Tours", "postalCode": "37000"}],
    } | changes


def entry(resource: Resource, address: str = "", **request: str) -> Resource:
    """Write one entry of a transaction; a creation unless said otherwise."""
    asked = {"method": "POST", "url": resource["resourceType"]} | request
    return ({"fullUrl": address} if address else {}) | {"resource": resource, "request": asked}


def person(holder: Holder, full_url: str, **changes: Any) -> Resource:
    """Write the entry that gives the person of a transaction by her INS."""
    return entry(stated(holder, **changes), full_url, method="PUT", url=f"Patient?identifier={token(holder)}")


def transaction(*entries: Resource, kind: str = "transaction") -> Resource:
    """Put entries together."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def practitioner(value: str = "", **changes: Any) -> Resource:
    """Write a line of the public directory."""
    number = value or uuid.uuid4().hex
    return {
        "resourceType": "Practitioner",
        "identifier": [{"system": "https://annuaire.example", "value": number}],
        "name": [{"family": "Martin", "given": ["Claire"]}],
    } | changes
