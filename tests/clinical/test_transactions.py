"""A transaction of facts: addresses inside it, references to the directory, the person it is about; all or nothing."""

import json

import pytest

from tests.clinical.facts import (
    encounter,
    entry,
    patient_id,
    person,
    practitioner,
    reference,
    stated,
    token,
    transaction,
    urn,
    weight,
)
from tests.factories.fhir_door import Door
from tests.factories.journal import entries as history
from tests.factories.people import Holder, new_person


def kept(door: Door, holder: Holder, kind: str) -> list[dict[str, object]]:
    return door.get(f"{kind}?patient=Patient/{patient_id(holder)}").resources


def test_addresses_inside_a_transaction_become_those_of_the_house(door: Door, anna: Holder) -> None:
    who, stay = urn(), urn()
    facts = transaction(
        person(anna, who),
        entry(encounter({"reference": who}, "2026-03-02", "2026-03-04"), stay),
        entry(weight({"reference": who}, encounter={"reference": stay}), urn()),
    )
    answer = door.post("", facts)
    assert answer.status == 200, answer.body
    patient, visit, fact = (each["response"]["location"].split("/_")[0] for each in answer.json()["entry"])
    assert patient == f"Patient/{patient_id(anna)}"
    found = door.get(fact).json()
    assert found["subject"] == {"reference": patient}
    assert found["encounter"] == {"reference": visit}
    assert [each["id"] for each in door.get(f"Observation?patient={patient}&encounter={visit}").resources] == [
        found["id"]
    ]


def test_one_transaction_is_one_line_of_the_history_for_all_that_it_wrote(door: Door, anna: Holder) -> None:
    facts = [entry(weight(reference(anna)), urn()) for _ in range(120)]
    assert door.post("", transaction(*facts)).status == 200
    (line,) = [each for each in history(anna.space) if each.action == "records:item:create"]
    assert len(line.refs) == 120


@pytest.mark.parametrize("matches", [0, 2])
def test_a_conditional_reference_must_match_exactly_once(door: Door, keeper: Door, anna: Holder, matches: int) -> None:
    number = urn()
    for _ in range(matches):
        assert keeper.post("Practitioner", practitioner(number)).status == 201
    performer = [{"reference": f"Practitioner?identifier=https://annuaire.example|{number}"}]
    answer = door.post("", transaction(entry(weight(reference(anna), performer=performer))))
    assert answer.status == 412, answer.body
    assert kept(door, anna, "Observation") == []


def test_a_conditional_reference_leads_to_the_line_of_the_directory(door: Door, keeper: Door, anna: Holder) -> None:
    line = keeper.post("Practitioner", practitioner(number := urn())).json()
    performer = [{"reference": f"Practitioner?identifier=https://annuaire.example|{number}", "display": "Dr Martin"}]
    answer = door.post("", transaction(entry(weight(reference(anna), performer=performer))))
    assert answer.status == 200, answer.body
    (found,) = kept(door, anna, "Observation")
    assert found["performer"] == [{"reference": f"Practitioner/{line['id']}", "display": "Dr Martin"}]
    assert door.get(f"Practitioner/{line['id']}").json()["name"] == [{"family": "Martin", "given": ["Claire"]}]


@pytest.mark.parametrize(
    "text",
    [
        "Practitioner?name=Martin",
        "Practitioner?identifier=Martin",
        "Practitioner?identifier=a|b&active=true",
        "Encounter?identifier=a|b",
        "urn:uuid:00000000-0000-0000-0000-000000000000",
    ],
)
def test_what_cannot_be_resolved_fails_the_whole(door: Door, anna: Holder, text: str) -> None:
    facts = [entry(weight(reference(anna))), entry(weight(reference(anna), performer=[{"reference": text}]))]
    answer = door.post("", transaction(*facts))
    assert answer.status == 422, answer.body
    assert kept(door, anna, "Observation") == []


def test_a_fault_in_one_entry_stores_nothing_of_the_others(door: Door, anna: Holder) -> None:
    facts = [entry(weight(reference(anna))), entry(weight(reference(anna), status="peut-être"))]
    answer = door.post("", transaction(*facts))
    assert answer.status == 422
    assert json.loads(answer.body)["issue"][0]["expression"] == ["Bundle.entry[1].resource.Observation.status"]
    assert kept(door, anna, "Observation") == []


def test_what_has_no_owner_of_its_own_goes_where_its_transaction_goes(door: Door, anna: Holder) -> None:
    drug = {"resourceType": "Medication", "code": {"text": "Paracétamol"}, "status": "active"}
    assert door.post("", transaction(entry(weight(reference(anna))), entry(drug))).status == 200
    assert [each["code"] for each in kept(door, anna, "Medication")] == [{"text": "Paracétamol"}]
    alone = door.post("Medication", drug)
    assert alone.status == 422, "alone, nothing says whose it is"


def test_a_transaction_is_about_one_person(door: Door, anna: Holder) -> None:
    other = new_person()
    for facts in (
        [entry(weight(reference(anna))), entry(weight(reference(other)))],
        [person(anna, urn()), entry(weight(reference(other)))],
        [person(anna, urn()), person(other, urn())],
    ):
        assert door.post("", transaction(*facts)).status == 422
    assert kept(door, anna, "Observation") == kept(door, other, "Observation") == []


def test_a_person_who_is_known_may_be_referred_to_without_saying_more(door: Door, anna: Holder) -> None:
    who = urn()
    known = entry(stated(anna), who, ifNoneExist=f"identifier={token(anna)}")
    answer = door.post("", transaction(known, entry(weight({"reference": who}))))
    assert answer.status == 200, answer.body
    assert answer.json()["entry"][0]["response"] == {"status": "200 OK", "location": f"Patient/{patient_id(anna)}"}
    assert "telecom" not in Door(anna.caller.token).get(f"Patient/{patient_id(anna)}").json()


@pytest.mark.parametrize(
    "request_",
    [{"method": "POST"}, {"method": "PUT", "url": "Patient/abc"}, {"method": "PUT", "url": "Patient?name=a"}],
)
def test_a_person_is_never_created_by_a_transaction(door: Door, anna: Holder, request_: dict[str, str]) -> None:
    answer = door.post("", transaction(entry(stated(anna), urn(), **request_), entry(weight(reference(anna)))))
    assert answer.status == 422, answer.body
    assert kept(door, anna, "Observation") == []
