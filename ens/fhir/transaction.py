"""Transactions: many resources of one person, one act at the gate, all or nothing (ITI-65 of IHE MHD)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ens.fhir import bundle
from ens.fhir import patch as patching
from ens.fhir.base64_data import decode_base64
from ens.fhir.call import BODY_LIMIT, Call, Reply
from ens.fhir.entries import Entry, read_entries, rewrite_references, unresolved
from ens.fhir.interactions import public_id
from ens.fhir.issues import InvalidResource, Issue, invalid
from ens.fhir.kinds import Piece, Resource
from ens.fhir.media import etag
from ens.fhir.parse import parse, parse_stored
from ens.fhir.places import place_of, space_of, subject_clue, with_subject
from ens.fhir.validation import validate
from ens.fhir.writes import check, submit
from ens.gate import door
from ens.gate.changes import Change
from ens.kernel import clock, ids
from ens.kernel.actions import Action
from ens.kernel.errors import PreconditionFailed

OWNED: Final = ("DocumentReference", "List")  # these say whose they are; a Binary follows them


def serve(call: Call, dispatch: Callable[[Entry, Call], Reply]) -> Reply:
    """Carry out a Bundle: a transaction as one act, a batch entry by entry."""
    demand = parse(call.body, BODY_LIMIT)
    entries = read_entries(demand, call.base)
    if demand["type"] == "batch":
        answers = [_answered(dispatch(entry, call)) for entry in entries]
        return Reply(200, bundle.responses("batch-response", answers))
    return _transaction(call, entries)


def _answered(reply: Reply) -> bundle.Response:
    body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
    failed = reply.status >= 400
    return bundle.Response(
        status=str(reply.status),
        location=reply.headers.get("Location", ""),
        etag=reply.headers.get("ETag", ""),
        outcome=body if failed else None,
        resource=body if body and not failed else None,
    )


def _transaction(call: Call, entries: Sequence[Entry]) -> Reply:
    _check_entries(call, entries)
    space = _space(entries)
    pieces = _pieces(call, entries, space)
    kind = call.kinds[entries[0].kind]
    creates = [piece for piece in pieces if not piece.seen]
    first = next((piece for piece in creates if piece.kind == OWNED[0]), creates[0] if creates else pieces[0])
    action = Action.RECORDS_ITEM_CREATE if creates else Action.RECORDS_ITEM_UPDATE
    place = (space, ids.NO_ITEM if creates else first.item)
    stored = submit(call, kind, place, (first.kind, action), pieces)
    answers = [_response(piece, stored[piece.item]) for piece in pieces]
    return Reply(200, bundle.responses("transaction-response", answers))


def _response(piece: Piece, change: Change) -> bundle.Response:
    version = change.seen + 1
    location = f"{piece.kind}/{piece.id}/_history/{version}"
    status = "200 OK" if piece.seen else "201 Created"
    modified = clock.instant(change.header.updated)
    return bundle.Response(status=status, location=location, etag=etag(version), modified=modified)


def _check_entries(call: Call, entries: Sequence[Entry]) -> None:
    """Refuse what a transaction cannot hold here, every fault at once."""
    issues: list[Issue] = []
    for index, entry in enumerate(entries):
        place = f"Bundle.entry[{index}]"
        kind = call.kinds.get(entry.kind)
        if kind is None or entry.method not in {"POST", "PUT", "PATCH"} or entry.if_none_exist:
            french = "Cette demande n’est pas possible dans une transaction."
            issues.append(Issue("not-supported", f"{place}.request", french, "Not supported in a transaction."))
        elif entry.method != "PATCH" and entry.resource is not None:
            found = [issue for issue in validate(entry.resource) if issue.severity in {"error", "fatal"}]
            issues += [replace(each, expression=f"{place}.resource.{each.expression}") for each in found]
    if not entries:
        issues.append(Issue("required", "Bundle.entry", "La transaction est vide.", "Empty transaction."))
    if issues:
        raise InvalidResource(issues)


def _space(entries: Sequence[Entry]) -> int:
    """Find the one space that a transaction is about: that of its subjects, or of what it changes."""
    owned = [each for each in entries if each.kind in OWNED and each.method == "POST"]
    spaces = {space_of(subject_clue(each.resource)) for each in owned if each.resource}
    spaces |= {place_of(each.url.split("/")[1])[0] for each in entries if each.method != "POST" and "/" in each.url}
    if len(spaces) != 1:
        french = "Une transaction porte sur une seule personne."
        raise invalid("business-rule", "Bundle.entry", french, "A transaction is about one person.")
    return spaces.pop()


def _pieces(call: Call, entries: Sequence[Entry], space: int) -> list[Piece]:
    items = [ids.new_item() if entry.method == "POST" else place_of(entry.url.split("/")[1])[1] for entry in entries]
    publics = [public_id(space, item) for item in items]
    mapping = {
        entry.full_url: f"{entry.kind}/{public}"
        for entry, public in zip(entries, publics, strict=True)
        if entry.full_url
    }
    found = [
        _piece(call, entry, (space, item), (public, mapping))
        for entry, item, public in zip(entries, items, publics, strict=True)
    ]
    dangling = [urn for piece in found for urn in unresolved(piece.resource)]
    if dangling:
        french = "Une référence interne du Bundle ne mène à aucune de ses entrées."
        raise invalid("not-found", "Bundle.entry", french, "An internal reference leads to no entry.")
    return found


def _piece(call: Call, entry: Entry, place: tuple[int, bytes], named: tuple[str, dict[str, str]]) -> Piece:
    public, mapping = named
    demand = entry.resource or {}
    if entry.method == "POST":
        resource = with_subject(rewrite_references(demand, mapping), place[0])
        return Piece(entry.kind, place[1], public, resource, content=_content(resource))
    before = door.read(call.visit, *place, entry.kind)
    if entry.if_match not in (None, before.version):
        raise PreconditionFailed
    resource = _changed(entry, demand, parse_stored(before.resource))
    return Piece(entry.kind, place[1], public, with_subject(rewrite_references(resource, mapping), place[0]), before)


def _changed(entry: Entry, demand: Resource, before: Resource) -> Resource:
    if entry.method == "PUT":
        return demand
    after = patching.apply_patch(before, patching.read_fhirpath_patch(demand))
    check(after)
    return after


def _content(resource: Resource) -> bytes | None:
    """Take the bytes of a Binary out of its JSON; an absent content is an empty one, refused by its type."""
    if resource.get("resourceType") != "Binary":
        return None
    return decode_base64(resource.get("data", ""), "Binary.data")
