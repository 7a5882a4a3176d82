"""Checking resources against FHIR R4."""

import copy
import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ens.fhir.parse import parse_object
from ens.fhir.validation import TYPES, validate

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "fhir"
SAMPLES = sorted(
    path
    for folder in ("pdsm", "pdsm4dmp", "tracabilite")
    for path in (DATA / folder).glob("*.json")
    if path.name.split("-")[0] in TYPES
)
DOCUMENT: dict[str, Any] = {
    "resourceType": "DocumentReference",
    "status": "current",
    "date": "2026-02-28T10:00:00+01:00",
    "subject": {"reference": "Patient/a"},
    "contained": [{"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "2024-02-29"}],
    "extension": [{"url": "https://example.org/x", "valueDecimal": Decimal("72.50")}],
    "content": [{"attachment": {"contentType": "application/pdf", "data": "QUJD", "size": 3}}],
}


def test_a_sound_document_has_no_fault() -> None:
    assert validate(DOCUMENT) == []


@pytest.mark.parametrize(
    ("path", "value", "expression", "code"),
    [
        (["status"], None, "DocumentReference.status", "required"),
        (["status"], "nope", "DocumentReference.status", "code-invalid"),
        (["status"], 3, "DocumentReference.status", "structure"),
        (["content"], None, "DocumentReference.content", "required"),
        (["foo"], 1, "DocumentReference.foo", "structure"),
        (["date"], "21/11/2026", "DocumentReference.date", "value"),
        (["date"], "2026-02-29T10:00:00+01:00", "DocumentReference.date", "value"),
        (["category"], {"text": "x"}, "DocumentReference.category", "structure"),
        (["extension", 0, "valueString"], "x", "DocumentReference.extension[0].value[x]", "structure"),
        (["contained", 0, "gender"], "x", "DocumentReference.contained[0].gender", "code-invalid"),
        (["contained", 0, "birthDate"], "2023-02-29", "DocumentReference.contained[0].birthDate", "value"),
        (["contained", 0, "resourceType"], "Zork", "DocumentReference.contained[0]", "not-supported"),
        (["contained", 0, "resourceType"], "Account", "DocumentReference.contained[0]", "not-supported"),
        (["content", 0, "attachment", "data"], "!!", "DocumentReference.content[0].attachment.data", "value"),
        (["content", 0, "attachment", "data"], "!" * 70_000, "DocumentReference.content[0].attachment.data", "value"),
        (["content", 0, "attachment", "size"], "3", "DocumentReference.content[0].attachment.size", "structure"),
    ],
)
def test_one_change_is_one_named_fault(path: list[Any], value: object, expression: str, code: str) -> None:
    resource = copy.deepcopy(DOCUMENT)
    target: Any = resource
    for step in path[:-1]:
        target = target[step]
    if value is None:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    found = {issue.expression: issue for issue in validate(resource)}
    assert found[expression].code == code
    assert found[expression].french.endswith(".")
    assert found[expression].english.endswith(".")


def test_an_unsupported_type_is_a_fault() -> None:
    assert [issue.code for issue in validate({"resourceType": "Account"})] == ["not-supported"]


def test_faults_are_bounded() -> None:
    assert len(validate({**DOCUMENT, **{f"x{n}": "a" for n in range(500)}})) == 20


def test_a_large_attachment_is_checked_quickly() -> None:
    resource = {"resourceType": "Binary", "contentType": "application/pdf", "data": "QUJD" * 6_000_000}
    start = time.process_time()
    assert validate(resource) == []
    assert time.process_time() - start < 2
    assert len(resource["data"]) == 24_000_000


def test_texts_made_to_be_slow_are_not() -> None:
    resource = {**DOCUMENT, "description": "a " * 200_000 + "\n", "language": "a " * 100_000}
    start = time.process_time()
    assert {issue.expression for issue in validate(resource)} >= {"DocumentReference.language"}
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "resource",
    [
        {"entry": [{"itm": {"reference": "a"}}] * 40_000},
        {"contained": [{"resourceType": "List", "x": 1}] * 25_000},
        {"contained": [{"resourceType": "Patient", "gender": "x"}] * 20_000},
        {"entry": [{"item": {"reference": "a", "type": 3}}] * 30_000},
        {"_status": {"extension": [{"url": "a", "valueCoding": {"code": "a\tb\u00a0 "}}] * 18_000}},
        {"note": [{"text": "x" * 1_100_000}]},
    ],
)
def test_resources_made_to_be_slow_are_not(resource: dict[str, Any]) -> None:
    start = time.process_time()
    found = validate({"resourceType": "List", "status": "current", "mode": "working", **resource})
    assert time.process_time() - start < 2
    assert 1 <= len(found) <= 20


@pytest.mark.skipif(not SAMPLES, reason="the national examples are not on this machine")
def test_national_examples_are_sound() -> None:
    faults = {}
    for path in SAMPLES:
        found = validate(parse_object(path.read_bytes(), 10**7))
        if found:
            faults[path.name] = [f"{issue.expression}: {issue.english}" for issue in found]
    assert faults == {}, json.dumps(faults, indent=1)
