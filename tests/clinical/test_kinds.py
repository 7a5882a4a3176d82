"""A kind is one line: each element that it names exists in FHIR R4, and the door serves what it declares."""

import json
from importlib.resources import files
from typing import Any

import pytest

from ens.clinical.kinds import FACTS, Fact, parameters_of
from ens.fhir.validation import TYPES
from tests.clinical.facts import Resource, reference
from tests.factories.fhir_door import Door
from tests.factories.people import Holder

DEFINITIONS: dict[str, Any] = json.loads(files("ens.fhir").joinpath("r4.schema.json").read_bytes())["definitions"]
KINDS = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)


def follow(kind: str, path: str) -> bool:
    """Say whether a path of elements leads somewhere in the official schema."""
    definition = DEFINITIONS[kind]
    for name in path.split("."):
        rule = definition.get("properties", {}).get(name)
        if rule is None:
            return False
        target = rule.get("$ref") or rule.get("items", {}).get("$ref", "")
        definition = DEFINITIONS.get(target.rpartition("/")[2], {})
    return True


def paths(fact: Fact) -> list[str]:
    searched = [word.partition(":")[2] or word for word in (fact.tokens + " " + fact.links).split()]
    return [fact.owner] * bool(fact.owner) + fact.dated.split() + fact.about.split() + searched


@KINDS
def test_every_element_of_a_line_exists(fact: Fact) -> None:
    assert [path for path in paths(fact) if not follow(fact.name, path)] == []
    assert not follow(fact.name, "zork")


@KINDS
def test_a_kind_is_known_to_validation_and_searched_by_distinct_names(fact: Fact) -> None:
    assert fact.name in TYPES
    names = [parameter.name for parameter in parameters_of(fact)]
    assert len(set(names)) == len(names)


def test_the_door_tells_what_it_serves() -> None:
    told: Resource = Door("nobody").get("metadata").json()
    served = {each["type"]: each for each in told["rest"][0]["resource"]}
    assert {fact.name for fact in FACTS} | {"Patient", "Practitioner", "DocumentReference"} <= served.keys()
    assert [each["name"] for each in served["Patient"]["operation"]] == ["everything"]
    assert {"name": "code", "type": "token"} in served["Observation"]["searchParam"]
    assert {"name": "date", "type": "date"} in served["Observation"]["searchParam"]
    assert "searchParam" not in served["Binary"]
    assert [each["code"] for each in served["Practitioner"]["interaction"]] == ["read", "search-type", "create"]


CODE = {"coding": [{"system": "http://snomed.info/sct", "code": "387713003"}]}


@pytest.mark.parametrize(
    "stated",
    [
        {"resourceType": "AllergyIntolerance", "patient": ..., "category": ["food"], "code": CODE},
        {"resourceType": "Procedure", "subject": ..., "status": "completed", "category": CODE, "code": CODE},
        {"resourceType": "CarePlan", "subject": ..., "status": "active", "intent": "plan", "category": [CODE]},
    ],
    ids=lambda stated: stated["resourceType"],
)
def test_a_category_is_taken_as_its_kind_writes_it(door: Door, anna: Holder, stated: Resource) -> None:
    sent = {name: reference(anna) if value is ... else value for name, value in stated.items()}
    answer = door.post(stated["resourceType"], sent)
    assert answer.status == 201, answer.body
    assert answer.json()["category"] == stated["category"]
