"""The demonstration's documents: well formed, about the right person, the same each time."""

import re
from collections import Counter
from datetime import date
from functools import cache

import pytest

from ens.formats.cda import extract_body, read_cda
from ens.formats.sniff import CDA, PDF, sniff
from ens.policy.facts import Flag
from ens.records.identity import compare
from ens.records.taxonomy import find_type
from ens.sandbox import cast
from ens.sandbox.documents import DemoDocument, write_documents
from ens.sandbox.documents.story import read_stories

TODAY = date(2026, 11, 22)


@cache
def documents() -> tuple[DemoDocument, ...]:
    """Write the whole set once."""
    return tuple(write_documents(TODAY))


def test_everybody_has_documents() -> None:
    """A few dozen, spread as the stories say."""
    counts = Counter(document.person for document in documents())
    assert counts["camille"] >= 18
    assert counts["jeanne"] >= 14
    assert counts["sacha"] == 6
    assert counts["noe"] == 4


def test_every_document_is_what_it_says() -> None:
    """Accepted content, known type and author, date in the past, and unique ids."""
    for document in documents():
        assert sniff(document.content, document.content_type) == document.content_type
        assert find_type(document.type_code) is not None
        assert cast.find_author(document.author) is not None
        assert document.date.tzinfo is not None
        assert document.date.date() < TODAY
    assert len({document.unique_id for document in documents()}) == len(documents())


def test_every_cda_is_about_its_person() -> None:
    """The header agrees with the document, the patient with the cast, and the file inside is a PDF."""
    levels = Counter[int]()
    for document in documents():
        if document.content_type != CDA:
            continue
        header = read_cda(document.content)
        person = cast.find_person(document.person)
        assert person is not None
        assert header.identity is not None
        assert compare(header.identity, person.identity) == []
        assert header.identity.identifiers == ((person.identity.oid, person.identity.matricule),)
        assert (header.title, header.type_code, header.unique_id) == (
            document.title,
            document.type_code,
            document.unique_id,
        )
        assert header.date == int(document.date.timestamp()) * 1_000_000
        assert header.replaces == ((document.replaces,) if document.replaces else ())
        assert len(header.authors) == 1
        assert header.authors[0].identifier.startswith("8997001")
        assert header.authors[0].organisation_identifier.startswith("199000")
        body = extract_body(document.content)
        assert (body is None) == (header.level == 3)
        assert body is None or (body[0] == PDF and sniff(body[1], PDF) == PDF)
        levels[header.level] += 1
    assert levels[1] >= 10
    assert levels[3] >= 10


def test_every_cda_is_about_nobody_else() -> None:
    """A document of one person is refused for another."""
    for document in documents():
        if document.content_type == CDA:
            identity = read_cda(document.content).identity
            assert identity is not None
            others = [person for person in cast.PERSONS if person.slug != document.person]
            assert all(compare(identity, other.identity) for other in others)


def test_every_pdf_is_tagged_archival_and_titled() -> None:
    """PDF/UA-1 and PDF/A are declared, there is a page, and the title is the document's."""
    for document in documents():
        if document.content_type != PDF:
            continue
        content = document.content
        assert re.search(rb"/Type\s*/Pages.{0,80}?/Count\s+[1-9]", content, re.DOTALL) or b"/ObjStm" in content
        assert b"<pdfuaid:part>1</pdfuaid:part>" in content
        assert b"<pdfaid:part>2</pdfaid:part>" in content
        assert document.title.encode() in content


def test_the_same_day_gives_the_same_bytes() -> None:
    """Reproducible, so that a demonstration can be compared with another."""
    again = {document.unique_id: document.content for document in write_documents(TODAY)}
    assert again == {document.unique_id: document.content for document in documents()}


def test_flags_and_versions_of_the_stories() -> None:
    """Camille masks one, Noé hides one from his parents, Jeanne waits for one, and one lab report is completed."""
    flagged = {(document.person, flag) for document in documents() for flag in document.flags}
    assert {
        ("camille", Flag.MASKED),
        ("noe", Flag.HIDDEN_FROM_REPRESENTATIVES),
        ("jeanne", Flag.NOT_ANNOUNCED),
    } <= flagged
    replacing = [document for document in documents() if document.replaces]
    assert len(replacing) == 1
    replaced = next(document for document in documents() if document.unique_id == replacing[0].replaces)
    assert Flag.SUPERSEDED in replaced.flags
    assert replaced.date < replacing[0].date
    first, second = read_cda(replaced.content), read_cda(replacing[0].content)
    assert (first.set_id, first.version, second.version) == (second.set_id, 1, 2)


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2027, 2, 28), date(2028, 2, 29)])
def test_stories_are_told_from_any_day(today: date) -> None:
    """Every placeholder is filled and every block is known, whatever the day."""
    known = {"heading", "text", "list", "table", "facts", "notice", "medicines", "chart"}
    for story in read_stories(today):
        assert {block["kind"] for block in story.blocks} <= known
        assert "{" not in repr(story.blocks).replace("{'", "")
        assert "{" not in story.subtitle
        for block in story.blocks:
            if block["kind"] == "table":
                assert {len(row) for row in block["rows"]} == {len(block["columns"])}
