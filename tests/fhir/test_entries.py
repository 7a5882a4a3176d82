"""Entries of transactions."""

import json
from pathlib import Path
from typing import Any

import pytest

from ens.fhir.entries import Entry, read_entries, rewrite_references, unresolved
from ens.fhir.issues import InvalidResource
from ens.fhir.parse import parse

ITI65 = (
    Path(__file__)
    .resolve()
    .parents[3]
    .joinpath("shared/data/fhir/pdsm4dmp/Bundle-example-td2-iti65-lot-soumission.json")
)
BASE = "https://here.example/fhir"
URN = "urn:uuid:bbbbbbbb-0000-0000-0000-000000000002"


def entry(**changes: Any) -> dict[str, Any]:
    made = {
        "fullUrl": URN,
        "resource": {"resourceType": "List", "status": "current"},
        "request": {"method": "POST", "url": "List"},
    }
    return {key: value for key, value in {**made, **changes}.items() if value is not None}


def bundle(*entries: object, kind: str = "transaction") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def test_entries_are_read() -> None:
    put = {"method": "PUT", "url": f"{BASE}/List/a", "ifMatch": 'W/"3"'}
    post = {"method": "POST", "url": "List", "ifNoneExist": "identifier=a|b"}
    resource = {"resourceType": "List", "status": "current"}
    found = read_entries(bundle(entry(request=put), entry(fullUrl=None, request=post)), BASE)
    assert found == [
        Entry("PUT", "List/a", URN, resource, if_match=3),
        Entry("POST", "List", "", resource, if_none_exist="identifier=a|b"),
    ]
    assert [one.kind for one in found] == ["List", "List"]


@pytest.mark.parametrize("url", ["List?identifier=urn:a|b", "List/a", "List/a/_history/2", "Patient/a/$everything"])
def test_addresses_below_the_base_are_accepted(url: str) -> None:
    found = read_entries(bundle(entry(resource=None, request={"method": "GET", "url": url}), kind="batch"))
    assert found[0].url == url


@pytest.mark.parametrize(
    ("wrong", "expression"),
    [
        ("x", "Bundle.entry[0].request"),
        (entry(request=None), "Bundle.entry[0].request"),
        (entry(request={"method": "HEAD", "url": "List"}), "Bundle.entry[0].request.method"),
        (entry(request={"method": ["POST"], "url": "List"}), "Bundle.entry[0].request.method"),
        (entry(request={"method": "POST", "url": "https://elsewhere.example/List"}), "Bundle.entry[0].request.url"),
        (entry(request={"method": "POST", "url": "../List"}), "Bundle.entry[0].request.url"),
        (entry(request={"method": "POST", "url": 3}), "Bundle.entry[0].request.url"),
        (entry(request={"method": "POST", "url": "List", "ifMatch": "x"}), "Bundle.entry[0].request.ifMatch"),
        (entry(request={"method": "POST", "url": "List", "ifNoneExist": 3}), "Bundle.entry[0].request.ifNoneExist"),
        (entry(resource=None), "Bundle.entry[0].resource"),
        (entry(request={"method": "DELETE", "url": "List/a"}), "Bundle.entry[0].resource"),
        (entry(request={"method": "POST", "url": "Binary"}), "Bundle.entry[0].resource"),
        (entry(request={"method": "PATCH", "url": "List/a"}), "Bundle.entry[0].resource"),
        (entry(fullUrl=3), "Bundle.entry[0].fullUrl"),
    ],
)
def test_a_wrong_entry_is_named(wrong: object, expression: str) -> None:
    with pytest.raises(InvalidResource) as caught:
        read_entries(bundle(wrong, entry(fullUrl="urn:uuid:c")))
    assert [issue.expression for issue in caught.value.issues] == [expression]


def test_two_entries_may_not_share_an_address() -> None:
    put = {"method": "PUT", "url": "List/a"}
    for pair in ((entry(), entry()), (entry(request=put), entry(fullUrl="urn:uuid:c", request=put))):
        with pytest.raises(InvalidResource) as caught:
            read_entries(bundle(*pair))
        assert caught.value.issues[0].code == "duplicate"


def test_the_number_of_entries_is_bounded() -> None:
    many = [entry(fullUrl=f"urn:uuid:{n}") for n in range(101)]
    assert len(read_entries(bundle(*many[:100]))) == 100
    with pytest.raises(InvalidResource):
        read_entries(bundle(*many))


@pytest.mark.parametrize("kind", ["searchset", "document"])
def test_only_transactions_and_batches_are_read(kind: str) -> None:
    with pytest.raises(InvalidResource):
        read_entries(bundle(kind=kind))


def test_references_attachments_and_uris_are_rewritten_and_nothing_else() -> None:
    resource = {
        "resourceType": "DocumentReference",
        "description": URN,
        "identifier": [{"value": URN}],
        "subject": {"reference": URN, "display": URN},
        "content": [{"attachment": {"url": URN, "title": URN}}],
        "extension": [{"url": "urn:other", "valueUri": f"{URN}#part"}],
    }
    found = rewrite_references(resource, {URN: "Binary/b"})
    assert found == {
        "resourceType": "DocumentReference",
        "description": URN,
        "identifier": [{"value": URN}],
        "subject": {"reference": "Binary/b", "display": URN},
        "content": [{"attachment": {"url": "Binary/b", "title": URN}}],
        "extension": [{"url": "urn:other", "valueUri": "Binary/b#part"}],
    }
    assert unresolved(resource) == [URN]
    assert unresolved(found) == []


@pytest.mark.skipif(not ITI65.exists(), reason="the national examples are not on this machine")
def test_the_national_example_of_a_submission_is_read() -> None:
    found = read_entries(parse(ITI65.read_bytes(), 10**6))
    assert {one.kind for one in found} == {"List", "DocumentReference", "Binary"}
    mapping = {one.full_url: f"{one.kind}/{number}" for number, one in enumerate(found)}
    rewritten = [rewrite_references(one.resource or {}, mapping) for one in found]
    assert not any(one.full_url in json.dumps(resource, default=str) for one in found for resource in rewritten)
