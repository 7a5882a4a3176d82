"""Patient: the person of a space, found by INS, as one caller may see her (FR Core, INS profile)."""

from typing import Final

from ens.fhir import bundle
from ens.fhir.call import Call, Reply
from ens.fhir.issues import invalid
from ens.fhir.parse import write
from ens.fhir.places import place_of
from ens.gate import people
from ens.gate.house import house
from ens.gate.people import Person
from ens.kernel.errors import NotFound
from ens.kernel.identifiers import Ins, parse_token
from ens.kernel.ids import NO_ITEM, NOWHERE

_BIRTH_PLACE: Final = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-place"


def read(call: Call, public: str) -> Reply:
    """Read a Patient by its id."""
    space, item = place_of(public)
    if item != NO_ITEM:
        space = NOWHERE
    person = people.see_person(call.visit, space)
    return Reply(200, write(_resource(person, None)))


def search(call: Call) -> Reply:
    """Find a Patient by INS (`identifier=urn:oid:…|value`) or by `_id`; who may not know gets an empty answer."""
    token, public = call.param("identifier"), call.param("_id")
    ins = parse_token(token) if token else None
    try:
        if isinstance(ins, Ins):
            person = people.find_person(call.visit, ins.oid, ins.matricule)
        elif public:
            space, item = place_of(public)
            person = people.see_person(call.visit, space if item == NO_ITEM else NOWHERE)
        else:
            french = "Cherchez une personne par son INS : identifier=urn:oid:1.2.250.1.213.1.4.8|…"
            raise invalid("required", "Patient.identifier", french, "Search a Patient by INS.")
    except NotFound:
        return Reply(200, bundle.searchset(call.base, f"{call.base}/{call.target}", [], 0))
    resource = write(_resource(person, ins if isinstance(ins, Ins) else None))
    name = f"Patient/{house().codec.encode(person.space, NO_ITEM)}"
    return Reply(200, bundle.searchset(call.base, f"{call.base}/{call.target}", [(name, resource, "match")], 1))


def _resource(person: Person, asked: Ins | None) -> dict[str, object]:
    """Write a Patient; who only needs to find her gets back the identifier that it gave, and the id."""
    resource: dict[str, object] = {"resourceType": "Patient", "id": house().codec.encode(person.space, NO_ITEM)}
    identity = person.identity
    if identity is None:
        if asked is not None:
            resource["identifier"] = [_identifier(asked.oid, asked.matricule)]
        return resource
    resource["identifier"] = [_identifier(identity.oid, identity.matricule)]
    resource["name"] = [{"use": "official", "family": identity.birth_name, "given": list(identity.given_names)}]
    resource["gender"], resource["birthDate"] = identity.sex, identity.birth_date
    if identity.birth_place:
        place = {"extension": [_insee(identity.birth_place)]}
        resource["extension"] = [{"url": _BIRTH_PLACE, "valueAddress": place}]
    return resource


def _insee(code: str) -> dict[str, object]:
    url = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code"
    system = "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM"
    return {"url": url, "valueCoding": {"system": system, "code": code}}


def _identifier(oid: str, matricule: str) -> dict[str, object]:
    coding = {"system": "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203", "code": "INS-NIR"}
    return {"use": "official", "type": {"coding": [coding]}, "system": f"urn:oid:{oid}", "value": matricule}
