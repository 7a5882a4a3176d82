"""References: rewritten where they stand, and followed only inside their own space."""

import json
from pathlib import Path

import pytest

from ens.fhir.entries import read_entries
from ens.fhir.issues import InvalidResource
from ens.fhir.links import Slot, check_links, find_slots, rewrite
from ens.fhir.parse import parse
from ens.gate.house import house
from ens.kernel.ids import HOUSE, NO_ITEM
from tests.databases import Database

ITI65 = (
    Path(__file__)
    .resolve()
    .parents[3]
    .joinpath("shared/data/fhir/pdsm4dmp/Bundle-example-td2-iti65-lot-soumission.json")
)
URN = "urn:uuid:bbbbbbbb-0000-0000-0000-000000000002"
SPACE, ITEM = 77, b"0123456789"
KINDS = frozenset({"Encounter", "Patient"})


def test_references_attachments_and_uris_are_rewritten_and_nothing_else() -> None:
    resource = {
        "resourceType": "DocumentReference",
        "description": URN,
        "identifier": [{"value": URN}],
        "subject": {"reference": URN, "display": URN},
        "content": [{"attachment": {"url": URN, "title": URN}}],
        "extension": [{"url": "urn:other", "valueUri": f"{URN}#part"}],
    }
    rewrite(find_slots(resource), {URN: "Binary/b"})
    assert resource == {
        "resourceType": "DocumentReference",
        "description": URN,
        "identifier": [{"value": URN}],
        "subject": {"reference": "Binary/b", "display": URN},
        "content": [{"attachment": {"url": "Binary/b", "title": URN}}],
        "extension": [{"url": "urn:other", "valueUri": "Binary/b#part"}],
    }


@pytest.mark.skipif(not ITI65.exists(), reason="the national examples are not on this machine")
def test_the_national_example_of_a_submission_is_read() -> None:
    found = read_entries(parse(ITI65.read_bytes(), 10**6))
    assert {one.kind for one in found} == {"List", "DocumentReference", "Binary"}
    mapping = {one.full_url: f"{one.kind}/{number}" for number, one in enumerate(found)}
    for one in found:
        rewrite(find_slots(one.resource or {}), mapping)
    assert not any(one.full_url in json.dumps(other.resource, default=str) for one in found for other in found)


@pytest.fixture
def keys(database: Database) -> Database:
    """Public ids need the house's keys."""
    return database


def pointing(text: str) -> list[Slot]:
    slots = find_slots({"resourceType": "Observation", "hasMember": [{"reference": text}]})
    assert [holder[name] for holder, name in slots] == [text]
    return slots


def test_a_reference_inside_its_space_is_followed(keys: Database) -> None:
    encode = house().codec.encode
    for text in (f"Encounter/{encode(SPACE, ITEM)}", f"Patient/{encode(SPACE, NO_ITEM)}/_history/2"):
        check_links(pointing(text), SPACE, KINDS, resolved=True)


def test_a_reference_to_the_public_directory_or_out_of_the_house_is_left_alone(keys: Database) -> None:
    for text in (
        f"Practitioner/{house().codec.encode(HOUSE, ITEM)}",
        "Substance/1",
        "https://else.example/Encounter/1",
        "#inside",
    ):
        check_links(pointing(text), SPACE, KINDS, resolved=True)


@pytest.mark.parametrize("space", [SPACE + 1, None])
def test_a_reference_into_another_space_is_refused(keys: Database, space: int | None) -> None:
    public = "x" if space is None else house().codec.encode(space, ITEM)
    with pytest.raises(InvalidResource):
        check_links(pointing(f"Encounter/{public}"), SPACE, KINDS)


@pytest.mark.parametrize("text", [URN, "Encounter?identifier=a|b", "Practitioner?identifier=a|b"])
def test_an_address_that_was_not_resolved_is_refused_at_the_end(text: str) -> None:
    check_links(pointing(text), SPACE, KINDS)
    with pytest.raises(InvalidResource):
        check_links(pointing(text), SPACE, KINDS, resolved=True)
