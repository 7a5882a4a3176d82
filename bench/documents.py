"""The documents of the load: a DocumentReference of about 1.3 kB, a PDF of 150 kB, and the two ways to deposit it."""

import base64
import json
import random
import uuid
from typing import Any, Final

from stdnum.fr import nir

from ens.kernel.identifiers import INS_TEST, Ins

PDF_BYTES: Final = 150_000
MARK: Final = "00000000-0000-4000-8000-000000000000"  # replaced by a new one in every request
PATIENT: Final = "aaaaaaaaaaaaaaaaaaaaaaaaaa"  # replaced by a Patient id of the same length
_LOINC: Final = "http://loinc.org"
_FHIR: Final = "application/fhir+json"

Resource = dict[str, Any]


def ins_of(index: int) -> Ins:
    """Make the test INS of a fictional person, another for each index."""
    body = f"2880563{index // 1000 % 1000:03d}{index % 1000:03d}"
    return Ins(body + nir.calc_check_digits(body + "00"), INS_TEST)


def document(when: str, **attachment: object) -> Resource:
    """Write a DocumentReference such as a hospital sends, without its subject."""
    return {
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "status": "current",
        "type": {"coding": [{"system": _LOINC, "code": "11502-2", "display": "CR d'examens biologiques"}]},
        "date": when,
        "author": [{"display": "Laboratoire de la mesure, docteur Camille Exemple, biologiste responsable"}],
        "description": "Compte rendu d'examens de biologie médicale, numération formule sanguine, ionogramme",
        "securityLabel": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "N"}]}
        ],
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": "fr-FR",
                    "title": "Compte rendu d'examens de biologie médicale",
                    "creation": when,
                    **attachment,
                },
                "format": {"system": "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode", "code": "PDF"},
            }
        ],
        "context": {"period": {"start": when, "end": when}},
    }


def pdf() -> bytes:
    """Make bytes that begin and end as a PDF and do not compress, the same each time."""
    filling = random.Random(1).randbytes(PDF_BYTES - 32)  # noqa: S311  filling, not a secret
    return b"%PDF-1.7\n" + filling + b"\nstartxref\n0\n%%EOF\n"


def simplified(when: str) -> bytes:
    """Write the simplified publication: one DocumentReference with its file inside."""
    resource = document(when, data=base64.b64encode(pdf()).decode())
    resource["masterIdentifier"]["value"] = f"urn:uuid:{MARK}"
    return json.dumps(
        {"resourceType": "DocumentReference", **resource, "subject": {"reference": f"Patient/{PATIENT}"}},
        ensure_ascii=False,
    ).encode()


def provide(when: str) -> bytes:
    """Write the transaction of ITI-65: submission set, document and file."""
    subject = {"reference": f"Patient/{PATIENT}"}
    reference = document(when, url="urn:uuid:00000000-0000-4000-8000-000000000002")
    reference["masterIdentifier"]["value"] = f"urn:uuid:{MARK}"
    lot = {
        "resourceType": "List",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{MARK}"}],
        "status": "current",
        "mode": "working",
        "title": "Dépôt",
        "code": {"coding": [{"system": "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes"}]},
        "subject": subject,
        "date": when,
        "entry": [{"item": {"reference": "urn:uuid:00000000-0000-4000-8000-000000000001"}}],
    }
    lot["code"]["coding"][0]["code"] = "submissionset"  # type: ignore[index]
    file = {"resourceType": "Binary", "contentType": "application/pdf", "data": base64.b64encode(pdf()).decode()}
    whole = {"resourceType": "DocumentReference", **reference, "subject": subject}
    entries = [_entry(index, resource) for index, resource in enumerate((lot, whole, file))]
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}, ensure_ascii=False).encode()


def _entry(index: int, resource: Resource) -> Resource:
    return {
        "fullUrl": f"urn:uuid:00000000-0000-4000-8000-{index:012d}",
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"]},
    }
