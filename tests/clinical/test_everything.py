"""All that somebody may see of Anna comes in one flow or page by page, each written down before it leaves."""

from urllib.parse import urlsplit

import pytest

from ens.gate import everything
from ens.gate.everything import open_flow
from ens.sharing import services as sharing
from tests.clinical.facts import encounter, entry, patient_id, person, reference, transaction, urn, weight
from tests.factories.callers import new_professional, new_structure
from tests.factories.fhir_door import Answer, Door
from tests.factories.journal import entries as history
from tests.factories.people import Holder, new_person
from tests.scenarios.deposits import PDF
from tests.scenarios.deposits import reference as document

FACTS = 13


@pytest.fixture
def path(door: Door, anna: Holder) -> str:
    """Fill Anna's notebook: what the hospital states of her, facts, a stay, a document with its file."""
    facts = [entry(weight(reference(anna), f"2025-01-{day:02}")) for day in range(1, FACTS)]
    stay = entry(encounter(reference(anna), "2024-05-01", "2024-05-03"))
    assert door.post("", transaction(person(anna, urn()), *facts, stay)).status == 200
    ins = f"urn:oid:{anna.identity.oid}|{anna.identity.matricule}"
    assert door.post("DocumentReference", document(ins, PDF)).status == 201
    return f"Patient/{patient_id(anna)}/$everything"


def kinds(answer: Answer) -> list[str]:
    return sorted({each["resourceType"] for each in answer.resources})


def names(answer: Answer) -> list[str]:
    return [f"{each['resourceType']}/{each['id']}" for each in answer.resources]


def test_anna_takes_everything_in_one_flow(anna: Holder, path: str) -> None:
    answer = Door(anna.caller.token).get(path)
    assert kinds(answer) == ["DocumentReference", "Encounter", "Observation", "Patient"]
    assert answer.json()["total"] == len(answer.resources) == FACTS + 2
    assert "Content-Length" not in answer.headers, "it leaves while it is read"


def test_pages_hold_the_same_as_the_flow(anna: Holder, path: str) -> None:
    door, found, asked = Door(anna.caller.token), [], f"{path}?_count=4"
    while asked:
        answer = door.get(asked)
        found.append(names(answer))
        links = {link["relation"]: link["url"] for link in answer.json()["link"]}
        asked = f"{path}?{urlsplit(links['next']).query}" if "next" in links else ""
    assert [len(page) for page in found] == [5, 4, 4, 2], "the first page brings the person too"
    assert sorted(name for page in found for name in page) == sorted(names(door.get(path)))


def test_each_page_and_each_flow_is_one_line_that_names_what_it_showed(anna: Holder, path: str) -> None:
    door = Door(anna.caller.token)
    for asked in (path, f"{path}?_count=4"):
        shown = {name.partition("/")[2] for name in names(door.get(asked)) if not name.startswith("Patient")}
        line = history(anna.space)[-1]
        assert (line.action, line.reasons) == ("records:item:list", ("own_space",))
        assert {ref.id for ref in line.refs if ref.kind != "Patient"} == shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("_type=Observation", ["Observation"]),
        ("_type=Observation,Patient", ["Observation", "Patient"]),
        ("start=2026-01-01", ["DocumentReference", "Patient"]),
        ("start=2024-05-03&end=2024-05-03", ["Encounter", "Patient"]),
        ("_since=2999", ["Patient"]),
    ],
)
def test_everything_can_be_narrowed(anna: Holder, path: str, asked: str, found: list[str]) -> None:
    assert kinds(Door(anna.caller.token).get(f"{path}?{asked}")) == found


@pytest.mark.parametrize(
    "asked", ["_count=0", "_count=a", "_since=hier", "_cursor=abc", "_count=2&_cursor=" + "a" * 26]
)
def test_what_cannot_be_read_is_said(anna: Holder, path: str, asked: str) -> None:
    assert Door(anna.caller.token).get(f"{path}?{asked}").status == 400


def test_everything_is_what_the_caller_may_see_and_no_more(door: Door, anna: Holder, path: str) -> None:
    other, martin, stranger = Door(new_structure().token), new_professional(), new_professional()
    sharing.authorise(anna.visit, anna.space, martin.number)
    assert other.post("Observation", weight(reference(anna))).status == 201
    assert len(door.get(path).resources) == FACTS + 2, "the hospital gets what it wrote"
    known, fact = other.get(path).resources
    assert (sorted(known), fact["resourceType"]) == (["id", "resourceType"], "Observation"), "and so does the other one"
    assert kinds(Door(martin.token).get(path)) == ["DocumentReference", "Patient"], "no class opens a fact to him"
    assert Door(stranger.token).get(path).status == 404
    assert Door(new_person().caller.token).get(path).status == 404
    assert Door(anna.caller.holding("patient/Observation.rs patient/Patient.rs").token).get(path).status == 200


def test_a_scope_for_some_kinds_gives_those_kinds(anna: Holder, path: str) -> None:
    app = Door(anna.caller.holding("patient/Encounter.rs patient/Patient.rs").token)
    assert kinds(app.get(path)) == ["Encounter", "Patient"]
    assert Door(anna.caller.holding("patient/Encounter.rs").token).get(path).status == 403


def test_what_is_replaced_or_withdrawn_while_it_flows_is_told_as_it_was_written_down(
    door: Door, anna: Holder, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everything, "AT_ONCE", 3)
    flow = open_flow(anna.visit, anna.space, lambda header: header.kind == "Observation")
    first = next(flow.found)
    for each in door.get(f"Observation?patient=Patient/{patient_id(anna)}").resources:
        assert door.delete(f"Observation/{each['id']}").status == 204
    rest = list(flow.found)
    assert len(rest) + 1 == flow.total == FACTS - 1
    assert {found.version for found in (first, *rest)} == {1}


def test_a_notebook_too_large_for_one_flow_says_so(anna: Holder, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "HELD", 5)
    answer = Door(anna.caller.token).get(path)
    assert (answer.status, "_count" in answer.said) == (422, True)
