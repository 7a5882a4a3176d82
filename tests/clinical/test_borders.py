"""Near misses at the borders: into another space, past a scope, between the directory and the notebooks."""

from typing import Any

import pytest

from ens.sharing import services as sharing
from tests.clinical.facts import (
    encounter,
    entry,
    patient_id,
    person,
    practitioner,
    reference,
    token,
    transaction,
    urn,
    weight,
)
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.fhir_door import Door
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-09", "T-12")


@pytest.fixture
def stranger() -> Holder:
    return new_person()


def stored(door: Door, holder: Holder) -> int:
    return len(door.get(f"Observation?patient=Patient/{patient_id(holder)}").resources)


@pytest.mark.parametrize("way", ["transaction", "create", "update"])
def test_a_fact_does_not_refer_into_another_space(door: Door, anna: Holder, stranger: Holder, way: str) -> None:
    stay = door.post("Encounter", encounter(reference(stranger), "2026-03-01", None)).json()
    own = door.post("Encounter", encounter(reference(anna), "2026-03-01", None)).json()
    foreign = weight(reference(anna), encounter={"reference": f"Encounter/{stay['id']}"})
    if way == "transaction":
        answer = door.post("", transaction(entry(foreign)))
    elif way == "create":
        answer = door.post("Observation", foreign)
    else:
        made = door.post("Observation", weight(reference(anna))).json()
        answer = door.put(f"Observation/{made['id']}", made | {"encounter": foreign["encounter"]})
    assert answer.status == 422, answer.body
    near = weight(reference(anna), encounter={"reference": f"Encounter/{own['id']}"})
    assert door.post("Observation", near).status == 201, "the same within her own space"


@pytest.mark.parametrize("place", ["performer", "focus", "subject of a contained resource"])
def test_a_fact_names_no_other_person(door: Door, anna: Holder, stranger: Holder, place: str) -> None:
    def naming(who: Holder) -> dict[str, Any]:
        if place.startswith("subject"):
            inner = {
                "resourceType": "Coverage",
                "id": "c",
                "status": "active",
                "beneficiary": reference(who),
                "payor": [{}],
            }
            return weight(reference(anna), contained=[inner | {"payor": [{"display": "Caisse"}]}])
        return weight(reference(anna)) | {place: [reference(who)]}

    for who, made, carried in ((stranger, 422, 422), (anna, 201, 200)):
        assert door.post("Observation", naming(who)).status == made
        assert door.post("", transaction(entry(naming(who)))).status == carried


def test_a_conditional_reference_to_another_person_is_refused(door: Door, anna: Holder, stranger: Holder) -> None:
    for who, status in ((stranger, 422), (anna, 200)):
        fact = weight(reference(anna), focus=[{"reference": f"Patient?identifier={token(who)}"}])
        assert door.post("", transaction(entry(fact))).status == status
    assert stored(door, anna) == 1


@pytest.mark.parametrize("named", ["herself", "a stranger", "a number of the hospital"])
def test_an_address_and_a_number_in_one_subject_are_one_person(
    door: Door, anna: Holder, stranger: Holder, named: str
) -> None:
    who, numbers = urn(), {"herself": anna.identity.matricule, "a stranger": stranger.identity.matricule}
    system = "https://hopital.example/ipp" if named not in numbers else f"urn:oid:{anna.identity.oid}"
    subject = {"reference": who, "identifier": {"system": system, "value": numbers.get(named, "IPP-12")}}
    answer = door.post("", transaction(person(anna, who), entry(weight(subject))))
    assert answer.status == (422 if named == "a stranger" else 200), answer.body


def test_a_change_in_another_space_does_not_slip_into_a_transaction(door: Door, anna: Holder, stranger: Holder) -> None:
    theirs = door.post("Observation", weight(reference(stranger))).json()
    changed = entry(theirs | {"status": "amended"}, method="PUT", url=f"Observation/{theirs['id']}")
    assert door.post("", transaction(entry(weight(reference(anna))), changed)).status == 422
    assert door.get(f"Observation/{theirs['id']}").json()["status"] == "final"


def test_a_keeper_of_the_directory_reaches_no_notebook(keeper: Door, door: Door, anna: Holder) -> None:
    assert keeper.post("Practitioner", practitioner()).status == 201
    assert keeper.post("Observation", weight(reference(anna))).status == 403
    assert keeper.post("", transaction(person(anna, urn()), entry(weight(reference(anna))))).status == 403
    for path in (
        f"Patient/{patient_id(anna)}",
        f"Patient/{patient_id(anna)}/$everything",
        f"Observation?patient=Patient/{patient_id(anna)}",
    ):
        assert keeper.get(path).status in {403, 404}, path
    assert stored(door, anna) == 0


@pytest.mark.parametrize("scopes", ["system/*.cruds", "system/*.c system/Practitioner.rs", "system/PractitionerRole.c"])
def test_a_depositor_does_not_write_into_the_directory(scopes: str) -> None:
    line = practitioner()
    assert Door(new_structure(scopes).token).post("Practitioner", line).status in {403, 404}
    value = line["identifier"][0]["value"]
    assert Door(new_structure().token).get(f"Practitioner?identifier=https://annuaire.example|{value}").resources == []


def test_only_structures_keep_the_directory(anna: Holder) -> None:
    physician: Caller = new_professional(scopes="user/Practitioner.c")
    assert Door(physician.token).post("Practitioner", practitioner()).status == 404
    assert Door(anna.caller.holding("patient/Practitioner.c").token).post("Practitioner", practitioner()).status == 404


def test_the_directory_takes_nothing_about_a_person(keeper: Door, anna: Holder) -> None:
    pointing = {"url": "https://example.org/x", "valueReference": reference(anna)}
    assert keeper.post("Practitioner", practitioner(extension=[pointing])).status == 422
    inner = {"resourceType": "Patient", "id": "p"}
    assert keeper.post("Practitioner", practitioner(contained=[inner])).status == 422
    assert keeper.post("Patient", {"resourceType": "Patient"}).status == 405


@pytest.mark.parametrize("label", ["MASQUE_PS", "INVISIBLE_PATIENT"])
def test_a_fact_is_hidden_as_a_document_is(door: Door, anna: Holder, label: str) -> None:
    """What is not announced is hidden from Anna; what is masked, from physicians, to whom no fact is shown anyway."""
    hidden = weight(reference(anna), meta={"security": [{"code": label}]})
    name = f"Observation/{door.post('Observation', hidden).json()['id']}"
    own = Door(anna.caller.token)
    assert own.get(name).status == (404 if label == "INVISIBLE_PATIENT" else 200)
    assert stored(own, anna) == (0 if label == "INVISIBLE_PATIENT" else 1)
    assert door.get(name).status == 200


def test_a_physician_reads_the_facts_that_she_wrote_alone(door: Door, anna: Holder) -> None:
    martin = new_professional()
    sharing.authorise(anna.visit, anna.space, martin.number)
    hers = Door(martin.token).post("Observation", weight(reference(anna))).json()
    theirs = door.post("Observation", weight(reference(anna))).json()
    assert Door(martin.token).get(f"Observation/{hers['id']}").status == 200
    assert Door(martin.token).get(f"Observation/{theirs['id']}").status == 404
    assert stored(Door(martin.token), anna) == 1
    assert stored(Door(anna.caller.token), anna) == 2
