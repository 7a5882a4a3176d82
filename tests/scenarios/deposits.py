"""Documents to deposit: a small CDA letter, PDF bytes, and the FHIR messages that carry them."""

import base64
import hashlib
import uuid
from typing import Any

from ens.sandbox import cast

Resource = dict[str, Any]
LOINC = "http://loinc.org"
DISCHARGE = ("11490-0", "Lettre de liaison à la sortie d’un établissement de soins")
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def cda_letter(person: cast.Person = cast.CAMILLE, **said: str) -> bytes:
    """Write a minimal level 1 letter; `said` replaces its title, or what it says of the patient."""
    identity = person.identity
    known = {
        "matricule": identity.matricule,
        "family": identity.birth_name,
        "given": identity.first_given_name,
        "birth": identity.birth_date.replace("-", ""),
        "sex": "F" if identity.sex == "female" else "M",
        "title": "Lettre de liaison",
    } | said
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <id root="2.25.{uuid.uuid4().int}"/>
  <code code="11490-0" codeSystem="2.16.840.1.113883.6.1" displayName="Lettre de liaison à la sortie"/>
  <title>{known["title"]}</title>
  <effectiveTime value="20260302101500+0100"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="fr-FR"/>
  <recordTarget><patientRole>
    <id root="{identity.oid}" extension="{known["matricule"]}"/>
    <patient>
      <name><family qualifier="BR">{known["family"]}</family><given qualifier="BR">{known["given"]}</given></name>
      <administrativeGenderCode code="{known["sex"]}" codeSystem="2.16.840.1.113883.5.1"/>
      <birthTime value="{known["birth"]}"/>
    </patient>
  </patientRole></recordTarget>
  <author><time value="20260302101500+0100"/><assignedAuthor>
    <id root="1.2.250.1.71.4.2.1" extension="899700100060"/>
    <assignedPerson><name><given>Sonia</given><family>Hadj</family></name></assignedPerson>
  </assignedAuthor></author>
  <component><nonXMLBody><text mediaType="application/pdf" representation="B64">{
        base64.b64encode(PDF).decode()
    }</text></nonXMLBody></component>
</ClinicalDocument>
""".encode()


def reference(person_token: str, file: bytes | None = None, **changes: Any) -> Resource:
    """Write a DocumentReference; with a content, the simplified publication that holds it."""
    attachment: Resource = {"contentType": "application/pdf", "title": "Lettre de liaison"}
    if file is not None:
        attachment["data"] = base64.b64encode(file).decode()
    resource: Resource = {
        "resourceType": "DocumentReference",
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "status": "current",
        "type": {"coding": [{"system": LOINC, "code": DISCHARGE[0], "display": DISCHARGE[1]}]},
        "subject": {"reference": f"Patient?identifier={person_token}"},
        "date": "2026-03-02T10:15:00+01:00",
        "author": [{"display": "Dr Sonia Hadj"}],
        "content": [{"attachment": attachment}],
    }
    return resource | changes


def labelled(*codes: str) -> dict[str, Any]:
    """Write security labels (`INVISIBLE_PATIENT`, `MASQUE_PS`…)."""
    return {"securityLabel": [{"coding": [{"code": code}]} for code in codes]}


def submission(person_token: str, content: bytes, content_type: str = "text/xml", **changes: Any) -> Resource:
    """Write the transaction of ITI-65: lot, document and file."""
    lot, document, file = (f"urn:uuid:{uuid.uuid4()}" for _ in range(3))
    listed = reference(person_token, None, **changes)
    listed["content"][0]["attachment"] = {
        "contentType": content_type,
        "url": file,
        "size": len(content),
        "hash": base64.b64encode(hashlib.sha1(content).digest()).decode(),
        "title": "Lettre de liaison à la sortie d’un établissement de soins",
    }
    submission_set = {
        "resourceType": "List",
        "status": "current",
        "mode": "working",
        "code": {"coding": [{"system": "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes",
                             "code": "submissionset"}]},
        "subject": listed["subject"],
        "date": "2026-03-02T10:20:00+01:00",
        "title": "Sortie d’hospitalisation",
        "entry": [{"item": {"reference": document}}],
    }  # fmt: skip
    binary = {"resourceType": "Binary", "contentType": content_type, "data": base64.b64encode(content).decode()}
    pairs = ((lot, submission_set), (document, listed), (file, binary))
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"fullUrl": url, "resource": each, "request": {"method": "POST", "url": each["resourceType"]}}
            for url, each in pairs
        ],
    }


def located(answer: Any, kind: str) -> str:
    """Read from a transaction's answer where a kind of resource went: `Kind/id`."""
    for entry in answer["entry"]:
        location = str(entry["response"]["location"])
        if location.startswith(f"{kind}/"):
            return location.partition("/_history")[0]
    raise LookupError(kind)
