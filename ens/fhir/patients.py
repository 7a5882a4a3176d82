"""Patient: the person of a space, found by INS, as one caller may see her (FR Core, INS profile)."""

from typing import Final

from ens.fhir import bundle
from ens.fhir.call import Call, Reply
from ens.fhir.issues import invalid
from ens.fhir.parse import Resource, parse_stored, write
from ens.fhir.places import place_of
from ens.gate import people
from ens.gate.house import house
from ens.gate.people import Person
from ens.kernel.errors import NotFound
from ens.kernel.identifiers import INS_OIDS, Ins, parse_token
from ens.kernel.identity import Identity
from ens.kernel.ids import NO_ITEM, NOWHERE

_BIRTH_PLACE: Final = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-place"


def read(call: Call, public: str) -> Reply:
    """Read a Patient by its id."""
    space, item = place_of(public)
    if item != NO_ITEM:
        space = NOWHERE
    person = people.see_person(call.visit, space)
    return Reply(200, write(resource_of(person)))


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
    resource = write(resource_of(person, ins if isinstance(ins, Ins) else None))
    name = f"Patient/{house().codec.encode(person.space, NO_ITEM)}"
    return Reply(200, bundle.searchset(call.base, f"{call.base}/{call.target}", [(name, resource, "match")], 1))


def resource_of(person: Person, asked: Ins | None = None) -> Resource:
    """Write a Patient: what was stated of her, under the traits of the registry, which always win.

    Who only needs to find her gets back the identifier that it gave, the id, and what it has stated itself.
    """
    stated = {} if person.sheet is None else parse_stored(person.sheet)
    kept = {key: value for key, value in stated.items() if key not in {"resourceType", "id", "meta"}}
    resource: Resource = {"resourceType": "Patient", "id": house().codec.encode(person.space, NO_ITEM)}
    meta = {key: value for key, value in stated.get("meta", {}).items() if key not in {"versionId", "lastUpdated"}}
    resource |= ({"meta": meta} if meta else {}) | kept
    identity = person.identity
    if identity is None:
        if asked is not None:
            resource["identifier"] = [_identifier(asked.oid, asked.matricule), *_others(kept)]
        return resource
    resource["identifier"] = [_identifier(identity.oid, identity.matricule), *_others(kept)]
    resource["name"] = _names(identity, kept.get("name", []))
    resource["gender"], resource["birthDate"] = identity.sex, identity.birth_date
    if identity.birth_place:
        place = {"url": _BIRTH_PLACE, "valueAddress": {"extension": [_insee(identity.birth_place)]}}
        rest = [each for each in kept.get("extension", []) if each.get("url") != _BIRTH_PLACE]
        resource["extension"] = [place, *rest]
    return resource


def _others(stated: Resource) -> list[Resource]:
    """Keep the identifiers that are not the national one: that one is the registry's to tell."""
    return [each for each in stated.get("identifier", []) if not is_national(each)]


def is_national(identifier: Resource) -> bool:
    """Say whether an Identifier is a national health identity."""
    return str(identifier.get("system", "")).removeprefix("urn:oid:") in INS_OIDS


def _names(identity: Identity, stated: list[Resource]) -> list[Resource]:
    """Write the official name as the registry has it, completed (a prefix, a text), and the other names as stated."""
    official = next((each for each in stated if each.get("use") == "official"), {})
    birth = {"family": identity.birth_name, "given": list(identity.given_names)}
    return [{"use": "official", **official, **birth}, *(each for each in stated if each is not official)]


def _insee(code: str) -> Resource:
    url = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code"
    system = "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM"
    return {"url": url, "valueCoding": {"system": system, "code": code}}


def _identifier(oid: str, matricule: str) -> Resource:
    coding = {"system": "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203", "code": "INS-NIR"}
    return {"use": "official", "type": {"coding": [coding]}, "system": f"urn:oid:{oid}", "value": matricule}
