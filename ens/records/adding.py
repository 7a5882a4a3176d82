"""Adding, changing and withdrawing one's own documents.

What a person adds is hers to change and to take back (domain 1.3); what others wrote is not, and the gate says so. The
file itself never changes: only the words about it do, in a new version.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ens.fhir.kinds import Piece
from ens.fhir.parse import parse_stored
from ens.gate import door, writing
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, NotFound, PreconditionFailed, Refused
from ens.records.descriptions import Description, described, description_of
from ens.records.following import extend
from ens.records.lots import BINARY, DOCUMENT, compose

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Author:
    """Who adds a document, by name: the person herself, or somebody who represents her."""

    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """A document about to be added; `once` is drawn with the form, so that sending it twice adds it once."""

    author: Author
    words: Description
    content_type: str
    content: bytes
    once: str


def add_document(visit: Visit, space: int, addition: Addition) -> str:
    """Add a document with its file, and give its public id; the same form sent again gives the same document."""
    codec, item, file = house().codec, _item(space, addition), ids.new_item()
    public = codec.encode(space, item)
    name = codec.encode(space, file)
    binary = Piece(
        BINARY, file, name, {"resourceType": BINARY, "contentType": addition.content_type}, content=addition.content
    )
    document = Piece(DOCUMENT, item, public, _document(codec.encode(space, ids.NO_ITEM), name, addition))
    try:
        submit(visit, (space, ids.NO_ITEM), Action.RECORDS_ITEM_CREATE, [document, binary])
    except Conflict as error:
        if error.reasons != ("taken",):
            raise
        door.read(visit, space, item, DOCUMENT)  # the first of two sendings has it
    return public


def change_document(visit: Visit, found: Found, words: Description, seen: int) -> bool:
    """Write a new version with other words; `seen` is the version that she had before her. False: nothing changes."""
    before = parse_stored(found.resource)
    if found.version != seen:
        raise PreconditionFailed
    if description_of(before) == words:
        return False
    revise(visit, found, Action.RECORDS_ITEM_UPDATE, piece_of(found, described(before, words)))
    return True


def delete_document(visit: Visit, found: Found) -> None:
    """Withdraw a document and its file: nobody reads them any more, their passage stays in the history."""
    piece = replace(piece_of(found, parse_stored(found.resource)), deletes=True)
    revise(visit, found, Action.RECORDS_ITEM_DELETE, piece)


def piece_of(found: Found, resource: Resource) -> Piece:
    """Give a document that was read, with other content, as a piece to write."""
    return Piece(DOCUMENT, found.item, house().codec.encode(found.space, found.item), resource, found=found)


def revise(visit: Visit, found: Found, action: Action, piece: Piece) -> None:
    """Write the next version of a document that the caller has just read: a refusal may say that it is there."""
    try:
        submit(visit, (found.space, found.item), action, [piece])
    except NotFound as error:
        raise Refused(reasons=error.reasons) from error


def submit(visit: Visit, place: tuple[int, bytes], action: Action, pieces: Sequence[Piece]) -> None:
    """Write pieces with all that follows from them, or nothing."""
    whole = extend(visit, place[0], pieces)
    writing.write(visit, place, (DOCUMENT, action), lambda context: compose(whole, context))


def _item(space: int, addition: Addition) -> bytes:
    """Name the document after the form and all that was sent with it: sent again, it meets itself in the space."""
    whole = hashlib.sha256(space.to_bytes(ids.SPACE_BYTES, "big"))
    for part in (addition.once, repr(addition.words), addition.content_type):
        whole.update(len(part).to_bytes(4, "big") + part.encode())
    whole.update(addition.content)
    return whole.digest()[: ids.ITEM_BYTES]


def _document(patient: str, file: str, addition: Addition) -> Resource:
    """Write the FHIR document; its words come from its description, size and hash from the file (lots)."""
    subject = {"reference": f"Patient/{patient}"}
    document: Resource = {
        "resourceType": DOCUMENT,
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "status": "current",
        "subject": subject,
        "content": [
            {
                "attachment": {
                    "contentType": addition.content_type,
                    "language": "fr-FR",
                    "url": f"{BINARY}/{file}",
                }
            }
        ],
    }
    return described({**document, **_authored(subject, addition.author)}, addition.words)


def _authored(subject: Resource, author: Author) -> Resource:
    if author.own:
        return {"author": [{**subject, "display": author.name}]}
    relative = {"resourceType": "RelatedPerson", "id": "auteur", "patient": subject, "name": [{"text": author.name}]}
    return {"contained": [relative], "author": [{"reference": "#auteur", "display": author.name}]}
