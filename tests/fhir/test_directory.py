"""The public directory at the FHIR door: added to once, found by identifier, read by whoever may come in."""

from typing import Any

import pytest

from ens.fhir import directory
from ens.kernel.actors import ActorKind
from tests.clinical.facts import Resource, practitioner, transaction, urn
from tests.databases import Database
from tests.factories.callers import new_party, new_structure
from tests.factories.fhir_door import Door
from tests.factories.journal import house_entries
from tests.factories.people import new_person

SYSTEM = "https://annuaire.example"


@pytest.fixture(autouse=True)
def at_the_door(database: Database) -> None:
    """Every test here has the real database."""


@pytest.fixture
def keeper() -> Door:
    scopes = " ".join(f"system/{kind}.c" for kind in directory.KINDS)
    return Door(new_structure(scopes).token)


def found(door: Door, value: str, kind: str = "Practitioner") -> list[str]:
    return [each["id"] for each in door.get(f"{kind}?identifier={SYSTEM}|{value}").resources]


def test_whoever_may_come_in_reads_the_directory(keeper: Door) -> None:
    created = keeper.post("Practitioner", practitioner(number := urn()))
    assert (created.status, created.headers["ETag"]) == (201, 'W/"1"')
    name = created.headers["Location"].rpartition("/fhir/")[2].partition("/_history")[0]
    for door in (keeper, Door(new_structure("system/Observation.rs").token), Door(new_person().caller.token)):
        assert door.get(name).json() == created.json()
        assert [name] == [f"Practitioner/{each}" for each in found(door, number)]
        assert [each["id"] for each in door.get(f"Practitioner?identifier={number}").resources] == [
            created.json()["id"]
        ]
    assert found(keeper, number, "Organization") == []
    assert keeper.get(name.replace("Practitioner", "Organization")).status == 404


def test_an_identifier_that_no_text_can_hold_finds_nothing(keeper: Door) -> None:
    assert keeper.get("Organization?identifier=a%00b").resources == []
    assert keeper.post("Practitioner", practitioner(urn()), if_none_exist=f"identifier={SYSTEM}|a%00b").status == 201


def test_who_may_not_come_in_does_not_read_it(keeper: Door) -> None:
    keeper.post("Practitioner", practitioner(number := urn()))
    for token, status in (("unknown", 401), (new_party(ActorKind.INSURER).token, 404)):
        assert Door(token).get(f"Practitioner?identifier={SYSTEM}|{number}").status == status


def test_a_conditional_addition_happens_once(keeper: Door) -> None:
    line, condition = practitioner(number := urn()), f"identifier={SYSTEM}|{number}"
    first = keeper.post("Practitioner", line, if_none_exist=condition)
    again = keeper.post("Practitioner", line, if_none_exist=condition)
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    assert keeper.post("Practitioner", line).status == 201
    assert keeper.post("Practitioner", line, if_none_exist=condition).status == 412
    assert len(found(keeper, number)) == 2


def test_a_batch_of_lines_is_added_line_by_line(keeper: Door) -> None:
    lines = [
        {
            "resource": practitioner(number),
            "request": {"method": "POST", "url": "Practitioner", "ifNoneExist": f"identifier={SYSTEM}|{number}"},
        }
        for number in (urn(), urn())
    ]
    broken: Resource = {"resource": {"resourceType": "Practitioner", "active": "oui"}, "request": lines[0]["request"]}
    answer = keeper.post("", transaction(lines[0], broken, lines[1], kind="batch"))
    assert [each["response"]["status"] for each in answer.json()["entry"]] == ["201", "422", "201"]


def test_an_addition_stands_in_the_journal_of_the_house() -> None:
    caller = new_structure("system/Practitioner.c")
    created = Door(caller.token).post("Practitioner", practitioner()).json()
    (line,) = house_entries(caller.number)
    assert (line.action, [ref.id for ref in line.refs]) == ("directory:resource:add", [created["id"]])


@pytest.mark.parametrize(
    "changes",
    [
        {"contained": [{"resourceType": "Organization", "id": "o", "name": "x"}]},
        {"identifier": [{"system": SYSTEM, "value": str(n)} for n in range(51)]},
        {"identifier": [{"system": SYSTEM, "value": "x" * 600}]},
        {"name": [{"text": "x" * 70_000}]},
    ],
    ids=["contained", "identifiers", "a long one", "large"],
)
def test_a_line_of_the_directory_is_small_and_plain(keeper: Door, changes: dict[str, Any]) -> None:
    assert keeper.post("Practitioner", practitioner() | changes).status == 422


@pytest.mark.parametrize("asked", ["", "?name=Martin", "?_id=abc"])
def test_the_directory_is_asked_by_identifier(keeper: Door, asked: str) -> None:
    answer = keeper.get(f"Practitioner{asked}")
    assert (answer.status, "identifiant" in answer.said) == (422, True)


def test_a_line_is_only_added(keeper: Door) -> None:
    created = keeper.post("Practitioner", practitioner()).json()
    name = f"Practitioner/{created['id']}"
    assert keeper.put(name, created).status == keeper.delete(name).status == 405
