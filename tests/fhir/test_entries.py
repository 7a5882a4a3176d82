"""Entries of transactions."""

from typing import Any

import pytest

from ens.fhir.entries import MAX_ENTRIES, Entry, read_entries
from ens.fhir.issues import InvalidResource

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


@pytest.mark.parametrize(("kind", "most"), MAX_ENTRIES.items())
def test_the_number_of_entries_is_bounded(kind: str, most: int) -> None:
    many = [entry(fullUrl=f"urn:uuid:{n}") for n in range(most + 1)]
    assert len(read_entries(bundle(*many[:most], kind=kind))) == most
    with pytest.raises(InvalidResource):
        read_entries(bundle(*many, kind=kind))


@pytest.mark.parametrize("kind", ["searchset", "document"])
def test_only_transactions_and_batches_are_read(kind: str) -> None:
    with pytest.raises(InvalidResource):
        read_entries(bundle(kind=kind))
