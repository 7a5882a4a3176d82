"""Writes the documents of the demonstration, dated relatively to a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ens.formats.sniff import CDA, PDF, TEXT
from ens.policy.facts import Flag
from ens.sandbox.documents.cda_body import write_cda
from ens.sandbox.documents.pdf import write_pdf
from ens.sandbox.documents.plain import write_text
from ens.sandbox.documents.story import Story, read_stories


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """One document ready to be deposited.

    `person` and `author` are slugs of the cast; `flags` is what its author or its owner asks for; `unique_id` is its
    masterIdentifier (an OID) and `replaces` the one that it supersedes, or an empty text.
    """

    person: str
    author: str
    title: str
    type_code: str
    date: datetime
    content_type: str
    content: bytes
    flags: Flag
    unique_id: str
    replaces: str


def write_documents(today: date) -> Iterator[DemoDocument]:
    """Write every document, person by person, oldest first; the same day gives the same bytes."""
    for story in read_stories(today):
        yield write_document(story)


def write_document(story: Story) -> DemoDocument:
    """Write one story in the form that it asks for."""
    content_type, write = _FORMS[story.form]
    return DemoDocument(
        person=story.person.slug,
        author=story.author.slug,
        title=story.title,
        type_code=story.type_code,
        date=story.moment,
        content_type=content_type,
        content=write(story),
        flags=story.flags,
        unique_id=story.unique_id,
        replaces=story.replaced_id,
    )


_FORMS: Final = {
    "cda1": (CDA, write_cda),
    "cda3": (CDA, write_cda),
    "pdf": (PDF, write_pdf),
    "text": (TEXT, write_text),
}
