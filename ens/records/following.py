"""What follows from a deposit: the file that a document cites, the document that another one replaces, and lots.

A lot is never more visible than the documents it lists: its flags are theirs, those of other deposits included, and
they change when a document's do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ens.fhir.issues import invalid
from ens.fhir.kinds import Piece
from ens.fhir.parameters import parse_query
from ens.fhir.parse import parse_stored
from ens.gate import door
from ens.gate import search as gate
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.gate.search import ListQuery
from ens.policy.facts import Flag
from ens.records import documents
from ens.records.lots import BINARY, DOCUMENT, LIST

LOTS: Final = 50  # lots that list one document
VISIBILITY: Final = Flag.MASKED | Flag.NOT_ANNOUNCED | Flag.HIDDEN_FROM_REPRESENTATIVES


def extend(visit: Visit, space: int, pieces: Sequence[Piece]) -> list[Piece]:
    """Add what follows from the pieces of a deposit."""
    found = {piece.id: piece for piece in pieces}
    waiting = [piece for piece in pieces if piece.kind == DOCUMENT]
    while waiting:
        piece = waiting.pop()
        for name in (*_cited_files(piece), *_replaced(piece)):
            kind, _, public = name.partition("/")
            if public not in found:
                found[public] = _existing(visit, space, kind, public, piece)
                waiting += [found[public]] if kind == DOCUMENT else []
        for lot in _lots_to_follow(visit, space, piece):
            found.setdefault(lot.id, lot)
    known = frozenset(found)
    return [_inheriting(visit, space, piece, known) for piece in found.values()]


def _cited_files(piece: Piece) -> list[str]:
    url = str(documents.attachment(piece.resource).get("url", ""))
    if piece.found is not None:
        before = documents.attachment(parse_stored(piece.found.resource)).get("url")
        if url != before:
            raise invalid(
                "business-rule",
                "DocumentReference.content[0].attachment",
                "Le fichier d’un document ne change pas : déposez un nouveau document qui le remplace.",
                "A document's file does not change: deposit a new document that replaces it.",
            )
    return [url] if url.startswith(f"{BINARY}/") else []


def _replaced(piece: Piece) -> list[str]:
    """List the documents that a new one replaces (PDSm: relatesTo.code = replaces)."""
    if piece.found is not None:
        return []
    related = piece.resource.get("relatesTo", [])
    targets = [each.get("target", {}).get("reference", "") for each in related if each.get("code") == "replaces"]
    return [target for target in targets if target.startswith(f"{DOCUMENT}/")]


def _existing(visit: Visit, space: int, kind: str, public: str, cause: Piece) -> Piece:
    """Read a piece of the same space at the gate; it changes because of another one."""
    place = house().codec.decode(public)
    if place is None or place[0] != space:
        raise invalid(
            "not-found", "DocumentReference", "Une référence ne mène nulle part.", "A reference leads nowhere."
        )
    seen = door.read(visit, space, place[1], kind)
    resource = parse_stored(seen.resource)
    piece = Piece(kind, place[1], public, resource, found=seen)
    if kind == BINARY:
        return replace(piece, deletes=cause.deletes)
    return replace(piece, resource={**resource, "status": "superseded"})


def _lots_to_follow(visit: Visit, space: int, piece: Piece) -> Iterator[Piece]:
    """Give the author's lots that list a document whose visibility changes."""
    if piece.header is None or piece.deletes:
        return
    if not (documents.flags(piece.resource) ^ piece.header.flags) & VISIBILITY:
        return
    groups = parse_query(LIST, [("item", f"{DOCUMENT}/{piece.id}")]).groups
    words = tuple(tuple((LIST, text.decode()) for text in sorted(group)) for group in groups)
    for lot in gate.search(visit, space, ListQuery(LIST, groups=words, limit=LOTS)).hits:
        if lot.header.author == piece.header.author:
            public = house().codec.encode(space, lot.item)
            yield Piece(LIST, lot.item, public, parse_stored(lot.resource), found=lot, follows=True)


def _inheriting(visit: Visit, space: int, piece: Piece, known: frozenset[str]) -> Piece:
    """Give a lot the visibility of the documents it lists that are not in this deposit."""
    if piece.kind != LIST or piece.deletes:
        return piece
    names = [public for public in _listed(piece.resource) if public not in known]
    places = [place for name in names if (place := house().codec.decode(name)) and place[0] == space]
    seen = _look(visit, space, [item for _, item in places])
    flags = Flag(0)
    for each in seen:
        flags |= Flag(each.header.flags) & VISIBILITY
    if len(seen) < len(places) and piece.header is not None:  # one that this caller cannot see
        flags |= Flag(piece.header.flags) & VISIBILITY
    return replace(piece, inherits=int(flags))


def _look(visit: Visit, space: int, items: Sequence[bytes]) -> list[Found]:
    if not items:
        return []
    return gate.search(visit, space, ListQuery(DOCUMENT, limit=len(items), only=tuple(items))).hits


def _listed(lot: dict[str, Any]) -> list[str]:
    names = [str(entry.get("item", {}).get("reference", "")) for entry in lot.get("entry", [])]
    return [name.removeprefix(f"{DOCUMENT}/") for name in names if name.startswith(f"{DOCUMENT}/")]
