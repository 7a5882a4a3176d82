"""Bundles from bytes."""

from decimal import Decimal

import pytest

from ens.fhir.bundle import PastVersion, Response, elements, history, responses, searchset, summarise
from ens.fhir.parse import parse, write
from ens.fhir.validation import validate

BASE = "https://here.example/fhir"
LIST = write(
    {"resourceType": "List", "id": "a", "status": "current", "mode": "working", "note": [{"text": 'poids "72.50"'}]}
)
DOCUMENT = {
    "resourceType": "DocumentReference",
    "id": "d",
    "meta": {"versionId": "3", "tag": [{"code": "t"}]},
    "text": {"status": "empty", "div": "<div/>"},
    "status": "current",
    "_description": {"id": "x"},
    "description": "Rapport",
    "custodian": {"display": "C"},
    "content": [{"attachment": {"size": Decimal(3)}}],
}


def test_a_searchset_is_a_sound_bundle_with_the_bytes_inside() -> None:
    data = searchset(
        BASE, f'{BASE}/List?x="é"', [("List/a", LIST, "match"), ("urn:uuid:b", LIST, "include")], 12, f"{BASE}/?n"
    )
    bundle = parse(data, 10**6)
    assert LIST in data
    assert validate(bundle) == []
    assert (bundle["type"], bundle["total"]) == ("searchset", 12)
    assert [link["relation"] for link in bundle["link"]] == ["self", "next"]
    assert [entry["fullUrl"] for entry in bundle["entry"]] == [f"{BASE}/List/a", "urn:uuid:b"]
    assert [entry["search"]["mode"] for entry in bundle["entry"]] == ["match", "include"]


def test_an_empty_searchset_has_no_empty_array() -> None:
    bundle = parse(searchset(BASE, BASE, [], None), 10**6)
    assert validate(bundle) == []
    assert bundle.keys() == {"resourceType", "type", "link"}


def test_an_outcome_entry_has_no_address() -> None:
    outcome = write({"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "informational"}]})
    bundle = parse(searchset(BASE, BASE, [("", outcome, "outcome")], 0), 10**6)
    assert validate(bundle) == []
    assert bundle["entry"][0].keys() == {"resource", "search"}


def test_a_history_tells_what_happened_to_each_version() -> None:
    moment = "2026-05-31T10:00:00.000000Z"
    versions = [
        PastVersion("List/a", "DELETE", "List/a", "204", 'W/"2"', moment),
        PastVersion("List/a", "POST", "List", "201", 'W/"1"', moment, LIST),
    ]
    bundle = parse(history(BASE, BASE, versions, 2), 10**6)
    assert validate(bundle) == []
    assert "resource" not in bundle["entry"][0]
    assert bundle["entry"][1]["response"] == {"status": "201", "etag": 'W/"1"', "lastModified": moment}


def test_a_transaction_response_keeps_the_order_and_says_only_what_is_known() -> None:
    outcome = write({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "invalid"}]})
    entries = [
        Response("201 Created", "List/a/_history/1", 'W/"1"', "2026-05-31T10:00:00Z", resource=LIST),
        Response("422", outcome=outcome),
    ]
    bundle = parse(responses("batch-response", entries), 10**6)
    assert validate(bundle) == []
    assert bundle["entry"][0]["response"]["location"] == "List/a/_history/1"
    assert bundle["entry"][1] == {"response": {"status": "422", "outcome": parse(outcome, 1000)}}


def test_elements_keeps_what_is_asked_and_what_is_needed() -> None:
    found = elements(DOCUMENT, ["description"])
    assert found.keys() == {"resourceType", "id", "meta", "status", "content", "description", "_description"}
    assert [tag["code"] for tag in found["meta"]["tag"]] == ["t", "SUBSETTED"]
    assert DOCUMENT["meta"] == {"versionId": "3", "tag": [{"code": "t"}]}
    assert validate(found) == []


@pytest.mark.parametrize(
    ("summary", "absent"),
    [("true", {"text", "custodian"}), ("data", {"text"}), ("text", {"custodian", "description", "_description"})],
)
def test_a_summary_leaves_out_the_rest_and_says_so(summary: str, absent: set[str]) -> None:
    found = summarise(DOCUMENT, summary)
    assert DOCUMENT.keys() - found.keys() == absent
    assert found["meta"]["tag"][-1]["code"] == "SUBSETTED"


def test_no_summary_is_the_resource_itself() -> None:
    assert summarise(DOCUMENT, "false") is DOCUMENT
