"""Peoples a demonstration: the cast with its spaces, its rules and its documents, through the same doors as anyone."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from ens.accounts import terms
from ens.fhir import writes
from ens.fhir.call import Call
from ens.fhir.kinds import Kind
from ens.fhir.media import FHIR_JSON
from ens.fhir.parse import parse_stored, write
from ens.gate.choices import Choices, make_choices
from ens.gate.facts import Visit, visit_by
from ens.gate.house import database
from ens.kernel.errors import Conflict
from ens.lifecycle.services import open_space
from ens.policy.facts import Flag
from ens.records import taxonomy
from ens.records.documents import CONFIDENTIALITY
from ens.registry import parties, people, practices
from ens.registry.parties import Party
from ens.registry.practices import Practice
from ens.sandbox import cast, everyone
from ens.sandbox.documents import DemoDocument, write_documents
from ens.sandbox.grants import directory, find_row, issue_token
from ens.sandbox.links import register_app
from ens.sandbox.newcomers import settle_newcomers
from ens.sharing import delegations
from ens.sharing import services as sharing

Resource = dict[str, Any]
REPRESENTATIVES = {"sacha": ("camille",)}
TEAM = {"camille": ("dr-martin",), "sacha": ("dr-martin",), "noe": ("dr-martin",), "jeanne": ("dr-martin", "diallo")}


def populate(kinds: Mapping[str, Kind], today: date, progress: Callable[[int], None] = lambda _: None) -> int:
    """Register the cast and deposit its documents, once; returns how many documents were deposited."""
    numbers = register_directory()
    newcomers = [person.slug for person in cast.PERSONS if register(person, numbers, TEAM[person.slug])]
    settle_newcomers()
    register_app(numbers[cast.APPLICOEUR.slug])
    if not newcomers:
        return 0
    visits = {slug: visit_of(slug) for slug in cast.SLUGS}
    deposited: dict[str, str] = {}
    for document in write_documents(today):
        if document.person in newcomers:
            _deposit(document, Call(visits[document.author], "", kinds, content_type=FHIR_JSON), deposited)
            progress(len(deposited))
    return len(deposited)


def register_directory() -> dict[str, int]:
    """Write the cast's lines of the directory; returns the number of each by slug."""
    found = {}
    for slug, line in directory().items():
        drawn = Party(
            people.new_number(),
            line.kind,
            line.identifier,
            line.name,
            line.profession,
            line.specialty,
            line.structure_type,
        )
        found[slug] = parties.save(database(), drawn)
    for who in cast.PROFESSIONALS:
        practices.replace(database(), found[who.slug], list(map(_practice, cast.list_places(who))))
    return found


def _practice(place: cast.Structure) -> Practice:
    return Practice(f"1{place.finess}", place.name, place.structure_type, place.address.city)


def register(person: cast.Person, numbers: Mapping[str, int], team: Sequence[str]) -> bool:
    """Open the space of a person, who lets her team in, the treating practitioner first; False when it is open."""
    try:
        opened = open_space(person.identity)
    except Conflict:
        return False
    visit = visit_of(person.slug)
    terms.accept(opened.space, opened.person, terms.VERSION)  # they have been here before
    make_choices(visit, opened.space, Choices(masks_new=False, regulation=True, break_glass=True))
    first, *others = team
    sharing.choose_treating(visit, opened.space, numbers[first])
    for slug in others:
        sharing.authorise(visit, opened.space, numbers[slug])
    for row in map(find_row, REPRESENTATIVES.get(person.slug, ())):
        if row is not None:
            delegations.declare_representative(opened.space, row.space)
    return True


def visit_of(slug: str) -> Visit:
    """Come to the gate as somebody of the demonstration."""
    return visit_by(issue_token(slug, browser=False) or "")


def _deposit(document: DemoDocument, call: Call, deposited: dict[str, str]) -> None:
    resource = document_reference(document, deposited.get(document.replaces, ""))
    row = find_row(document.person)
    if row is None:
        return
    reply = writes.create(_with_body(call, resource), call.kinds["DocumentReference"])
    answer = parse_stored(reply.body if isinstance(reply.body, bytes) else b"")
    deposited[document.unique_id] = str(answer["id"])


def _with_body(call: Call, resource: Resource) -> Call:
    return Call(call.visit, call.base, call.kinds, "POST", body=write(resource), content_type=FHIR_JSON)


def document_reference(document: DemoDocument, replaces: str = "") -> Resource:
    """Write a demo document as the simplified publication of MHD: one DocumentReference with its file inside."""
    known = taxonomy.find_type(document.type_code)
    person = everyone.find_person(document.person)
    author = everyone.find_author(document.author)
    if known is None or person is None or author is None:
        msg = "a demo document names its type, person and author from the tables"
        raise ValueError(msg)
    labels = [name for name, flag in CONFIDENTIALITY.items() if Flag(document.flags) & flag]
    resource: Resource = {
        "resourceType": "DocumentReference",
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{document.unique_id}"},
        "status": "current",
        "type": {"coding": [{"system": known.system, "code": known.code, "display": known.label}]},
        "subject": {"reference": f"Patient?identifier={person.ins.token}"},
        "date": document.date.isoformat(),
        "author": [{"display": author.name}],
        "securityLabel": [{"coding": [{"code": code}]} for code in ("N", *labels)],
        "content": [
            {
                "attachment": {
                    "contentType": document.content_type,
                    "language": "fr-FR",
                    "data": base64.b64encode(document.content).decode(),
                    "title": document.title,
                    "creation": document.date.isoformat(),
                }
            }
        ],
        "context": {"period": {"start": document.date.isoformat()}},
    }
    if replaces:
        resource["relatesTo"] = [{"code": "replaces", "target": {"reference": f"DocumentReference/{replaces}"}}]
    return resource
