"""The CapabilityStatement and the SMART configuration."""

import json

import fhirkit

from ens.fhir.capability import Served, Server, capability_statement
from ens.fhir.parse import parse

SERVER = Server("Espace de santé", "1.0.0", "2026-11-22", "https://here.example/fhir", "https://here.example/oauth")
KINDS = (
    Served("List", ("read", "search-type"), revincludes=("DocumentReference:item",)),
    Served("Binary", ("read", "create"), profiles=("https://example.org/profile",)),
    Served(
        "Patient", ("read", "search-type"), operations=(("summary", "https://x"),), searches=(("identifier", "token"),)
    ),
)


def test_the_statement_is_sound_and_names_each_kind_once() -> None:
    data = capability_statement(
        SERVER, KINDS, [("validate", "http://hl7.org/fhir/OperationDefinition/Resource-validate")]
    )
    statement = parse(data, 10**6)
    assert fhirkit.validate(data) == []
    assert [one["type"] for one in statement["rest"][0]["resource"]] == ["Binary", "List", "Patient"]
    assert statement["fhirVersion"] == "4.0.1"


def test_search_parameters_are_those_declared() -> None:
    resources = {one["type"]: one for one in json.loads(capability_statement(SERVER, KINDS))["rest"][0]["resource"]}
    assert {"name": "title", "type": "string"} in resources["List"]["searchParam"]
    assert resources["Patient"]["searchParam"] == [{"name": "identifier", "type": "token"}]
    assert "searchParam" not in resources["Binary"]
    assert resources["Binary"]["conditionalUpdate"] is False
