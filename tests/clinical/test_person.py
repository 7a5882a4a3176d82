"""What a hospital states of Anna stands beside her identity, never above it; each author keeps its own sheet."""

from typing import Any

import pytest

from ens.sharing import services as sharing
from tests.clinical.facts import entry, patient_id, person, reference, stated, token, transaction, urn, weight
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.fhir_door import Door
from tests.factories.people import Holder


def tell(door: Door, anna: Holder, **changes: Any) -> int:
    """Send what a hospital knows of Anna; gives the status."""
    return door.post("", transaction(person(anna, urn(), **changes), entry(weight(reference(anna))))).status


def seen(door: Door, anna: Holder) -> dict[str, Any]:
    """Read Anna by her id."""
    answer = door.get(f"Patient/{patient_id(anna)}")
    assert answer.status == 200, answer.body
    return answer.json()


def test_anna_reads_what_was_stated_under_her_own_identity(door: Door, anna: Holder) -> None:
    assert tell(door, anna) == 200
    found = seen(Door(anna.caller.token), anna)
    assert found["telecom"] == [{"system": "phone", "value": "01 02 03 04 05"}]
    assert found["address"] == [{"city": "Tours", "postalCode": "37000"}]
    assert [each["value"] for each in found["identifier"]] == [anna.identity.matricule, "IPP-12"]
    name = {"use": "official", "family": "ESSAI", "given": ["ANNA", "ÉLISE"], "prefix": ["Mme"]}
    assert found["name"] == [name], "the registry writes the name, the hospital adds the prefix"
    assert (found["birthDate"], found["gender"]) == (anna.identity.birth_date, "female")
    assert found["extension"][0]["url"].endswith("birth-place")


@pytest.mark.parametrize(
    "changes",
    [
        {"birthDate": "1984-02-28"},
        {"gender": "male"},
        {"name": [{"use": "official", "family": "AUTRE", "given": ["Anna"]}]},
        {"name": [{"use": "official", "family": "ESSAI", "given": ["Zoé"]}]},
        {"identifier": [{"system": "urn:oid:1.2.250.1.213.1.4.10", "value": "284025199999999"}]},
        {"identifier": [{"system": "1.2.250.1.213.1.4.8", "value": "284025199999999"}]},
    ],
    ids=["birth date", "sex", "family name", "given name", "number", "number of another register"],
)
def test_nobody_becomes_somebody_else_by_a_deposit(door: Door, anna: Holder, changes: dict[str, Any]) -> None:
    before = seen(Door(anna.caller.token), anna)
    assert tell(door, anna, **changes) == 422
    assert seen(Door(anna.caller.token), anna) == before
    assert door.get(f"Observation?patient={reference(anna)['reference']}").resources == []


def test_an_author_replaces_its_own_sheet_and_leaves_those_of_others(door: Door, anna: Holder) -> None:
    clinic = Door(new_structure().token)
    assert tell(door, anna) == 200
    assert tell(clinic, anna, telecom=[{"system": "phone", "value": "02"}], address=[]) == 422, "an empty list is none"
    assert tell(clinic, anna, telecom=[{"system": "phone", "value": "02"}]) == 200
    assert tell(clinic, anna, telecom=[{"system": "phone", "value": "03"}]) == 200
    assert seen(door, anna)["telecom"][0]["value"] == "01 02 03 04 05"
    assert seen(clinic, anna)["telecom"][0]["value"] == "03"
    assert seen(Door(anna.caller.token), anna)["telecom"][0]["value"] == "03", "the newest that she may see"


def test_a_structure_reads_of_anna_what_it_stated_and_nothing_otherwise(door: Door, anna: Holder) -> None:
    stranger = Door(new_structure().token)
    assert tell(door, anna) == 200
    assert seen(door, anna)["name"][0]["family"] == "ESSAI"
    assert stranger.get(f"Patient/{patient_id(anna)}").status == 404
    (found,) = stranger.get(f"Patient?identifier={token(anna)}").resources
    assert found.keys() == {"resourceType", "id", "identifier"}, "who may only deposit learns nothing of her"


def test_a_physician_reads_her_identity_and_no_sheet_that_no_class_opens_to_him(door: Door, anna: Holder) -> None:
    martin: Caller = new_professional()
    sharing.authorise(anna.visit, anna.space, martin.number)
    assert tell(door, anna) == 200
    assert "telecom" not in seen(Door(martin.token), anna)
    assert seen(Door(martin.token), anna)["birthDate"] == anna.identity.birth_date


def test_what_is_stated_needs_the_scope_to_state_it(anna: Holder, hospital: Caller) -> None:
    reader = Door(hospital.holding("system/Observation.cruds system/Patient.rs").token)
    assert tell(reader, anna) == 403
    assert stated(anna)["telecom"], "the same transaction with the scope is accepted above"
