"""The records' kinds at the FHIR door: what differs from the generic handling."""

from collections.abc import Sequence
from dataclasses import replace

from ens.fhir.issues import invalid
from ens.fhir.kinds import Kind, Piece, Room
from ens.fhir.parse import parse
from ens.gate import door
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.records import documents
from ens.records.lots import BINARY, DOCUMENT, LIST, compose

_RESOURCE_LIMIT = 40_000_000


def extend(visit: Visit, space: int, pieces: Sequence[Piece]) -> list[Piece]:
    """Add what follows from a deposit: the file that a document cites, the document that another one replaces."""
    found = {piece.id: piece for piece in pieces}
    waiting = [piece for piece in pieces if piece.kind == DOCUMENT]
    while waiting:
        piece = waiting.pop()
        for name in (*_cited_files(piece), *_replaced(piece)):
            kind, _, public = name.partition("/")
            if public not in found:
                found[public] = _existing(visit, space, kind, public, piece)
                waiting += [found[public]] if kind == DOCUMENT else []
    return list(found.values())


def _cited_files(piece: Piece) -> list[str]:
    url = str(documents.attachment(piece.resource).get("url", ""))
    if piece.found is not None:
        before = documents.attachment(parse(piece.found.resource, _RESOURCE_LIMIT)).get("url")
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
        french = "Une référence ne mène nulle part."
        raise invalid("not-found", "DocumentReference", french, "A reference leads nowhere.")
    seen = door.read(visit, space, place[1], kind)
    resource = parse(seen.resource, _RESOURCE_LIMIT)
    piece = Piece(kind, place[1], public, resource, found=seen)
    if kind == BINARY:
        return replace(piece, deletes=cause.deletes)
    return replace(piece, resource={**resource, "status": "superseded"})


RECORDS = Room(extend, compose)
KINDS = (
    Kind(DOCUMENT, RECORDS),
    Kind(LIST, RECORDS),
    Kind(BINARY, RECORDS, ("read", "vread", "history-instance", "create")),
)
