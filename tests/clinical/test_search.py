"""Facts are found by person, code and date, newest first, page by page, and their numbers keep their digits."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.clinical.facts import LOINC, WEIGHT, encounter, patient_id, reference, weight
from tests.factories.fhir_door import Answer, Door
from tests.factories.people import Holder

SIZE = {"coding": [{"system": LOINC, "code": "8302-2"}], "text": "Taille"}
DAYS = ("2024-01-10T08:00:00Z", "2025-03-01T08:00:00Z", "2025-03-20T08:00:00Z", "2026-02-02T08:00:00Z")


@pytest.fixture
def measured(door: Door, anna: Holder) -> str:
    """Give Anna a weight on four days and one size; gives her search term."""
    for day in DAYS:
        assert door.post("Observation", weight(reference(anna), day)).status == 201
    assert door.post("Observation", weight(reference(anna), "2025-03-05", code=SIZE)).status == 201
    return f"patient=Patient/{patient_id(anna)}"


def days(answer: Answer) -> list[str]:
    return [each["effectiveDateTime"][:10] for each in answer.resources]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["2026-02-02", "2025-03-20", "2025-03-05", "2025-03-01", "2024-01-10"]),
        (f"code={LOINC}|{WEIGHT}", ["2026-02-02", "2025-03-20", "2025-03-01", "2024-01-10"]),
        (f"code={WEIGHT}&_sort=date", ["2024-01-10", "2025-03-01", "2025-03-20", "2026-02-02"]),
        (f"code=http://else|{WEIGHT}", []),
        (f"code={WEIGHT},8302-2&date=2025-03", ["2025-03-20", "2025-03-05", "2025-03-01"]),
        ("date=ge2025-03-05&date=lt2026", ["2025-03-20", "2025-03-05"]),
        ("date=2025-03-05", ["2025-03-05"]),
        ("date=2025-03-05T12:00:00Z", []),
        ("date=ge2025-03-05T12:00:00Z&date=le2025-03-05T12:00:00Z", ["2025-03-05"]),
        ("status=final&_count=1", ["2026-02-02"]),
        ("status=amended", []),
    ],
)
def test_facts_are_found_by_code_and_date(door: Door, measured: str, asked: str, found: list[str]) -> None:
    assert days(door.get(f"Observation?{measured}&{asked}")) == found


def test_pages_follow_each_other_to_the_end(door: Door, measured: str) -> None:
    seen, path = [], f"Observation?{measured}&_count=2"
    while path:
        answer = door.get(path)
        seen += days(answer)
        links = {link["relation"]: link["url"] for link in answer.json()["link"]}
        path = f"Observation?{urlsplit(links['next']).query}" if "next" in links else ""
        assert not path or dict(parse_qsl(urlsplit(links["next"]).query))["_count"] == "2"
    assert seen == ["2026-02-02", "2025-03-20", "2025-03-05", "2025-03-01", "2024-01-10"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("date=2026-03-03", []),
        ("date=ge2026-03-03", ["on", "long"]),
        ("date=ge2026-04", ["on"]),
        ("date=le2026-03-02", ["long"]),
        ("date=le2026-03-03", ["on", "long"]),
        ("date=lt2026-03-01", []),
        ("date=sa2026-02-28", ["on", "long"]),
        ("date=eb2026-03-06", ["long"]),
        ("date=2026-03", ["long"]),
    ],
)
def test_a_stay_is_dated_from_its_beginning_to_its_end(door: Door, anna: Holder, asked: str, found: list[str]) -> None:
    """FHIR R4 search.html, "date": a Period is compared as an interval; one without an end reaches into the future."""
    for name, start, end in (("long", "2026-03-01", "2026-03-05"), ("on", "2026-03-02", None)):
        stay = encounter(reference(anna), start, end) | {"identifier": [{"value": name}]}
        assert door.post("Encounter", stay).status == 201
    answer = door.get(f"Encounter?patient=Patient/{patient_id(anna)}&{asked}")
    got = [each["identifier"][0]["value"] for each in answer.resources]
    assert got == found


def test_what_states_no_date_is_found_by_none(door: Door, anna: Holder) -> None:
    undated = weight(reference(anna))
    del undated["effectiveDateTime"]
    assert door.post("Observation", undated).status == 201
    path = f"Observation?patient=Patient/{patient_id(anna)}"
    assert len(door.get(path).resources) == 1
    assert door.get(f"{path}&date=ge1900").resources == []
    assert door.get(f"{path}&date=ne1900").resources == []


@pytest.mark.parametrize("digits", ["72.50", "0.10", "100", "1E+2", "7.695803276032296"])
def test_numbers_keep_their_digits(door: Door, anna: Holder, digits: str) -> None:
    text = json.dumps(weight(reference(anna), valueQuantity={"value": "CHIFFRES", "unit": "kg"}))
    body = text.replace('"CHIFFRES"', digits).encode()
    created = door.post("Observation", body)
    assert created.status == 201, created.body
    name = f"Observation/{created.json()['id']}"
    for path in (name, f"Observation?patient=Patient/{patient_id(anna)}", f"Patient/{patient_id(anna)}/$everything"):
        assert f'"value":{digits},'.encode() in Door(anna.caller.token).get(path).body


@pytest.mark.parametrize("when", ["1899-12-31", "2999-01-01T10:00:00Z"])
def test_a_fact_is_of_a_day_that_can_be(door: Door, anna: Holder, when: str) -> None:
    answer = door.post("Observation", weight(reference(anna), when))
    assert (answer.status, "date" in answer.said) == (422, True)


def test_a_fact_is_corrected_by_its_author_and_keeps_its_past(door: Door, anna: Holder) -> None:
    created = door.post("Observation", weight(reference(anna))).json()
    name = f"Observation/{created['id']}"
    assert door.put(name, created | {"status": "amended"}, if_match='W/"1"').status == 200
    assert [each["status"] for each in door.get(f"{name}/_history").resources] == ["amended", "final"]
    assert Door(anna.caller.token).put(name, created | {"status": "final"}).status == 404, "not hers to correct"
    assert door.delete(name).status == 204
    assert door.get(name).status == 410
    assert door.get(f"Observation?patient=Patient/{patient_id(anna)}").resources == []
