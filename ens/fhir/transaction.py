"""Transactions: many resources of one person, one act at the gate, all or nothing (ITI-65 of IHE MHD)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ens.fhir import bundle
from ens.fhir.assembly import assemble, is_person
from ens.fhir.call import BODY_LIMIT, Call, Reply
from ens.fhir.entries import Entry, read_entries
from ens.fhir.interactions import public_id
from ens.fhir.issues import InvalidResource, Issue
from ens.fhir.kinds import Piece
from ens.fhir.media import etag
from ens.fhir.parse import parse
from ens.fhir.validation import validate
from ens.fhir.writes import submit
from ens.gate.changes import Change
from ens.kernel import clock, ids
from ens.kernel.actions import Action


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
    space, found = assemble(call, entries)
    stored = _submit(call, space, [piece for piece in found if piece])
    answers = [_response(space, piece, stored) for piece in found]
    return Reply(200, bundle.responses("transaction-response", answers))


def _submit(call: Call, space: int, pieces: Sequence[Piece]) -> Mapping[bytes, Change]:
    """Write the pieces as one act, which is named after the first document that it creates, or the first piece."""
    creates = [piece for piece in pieces if not piece.seen]
    first = next((piece for piece in creates if piece.kind == "DocumentReference"), (creates or pieces)[0])
    action = Action.RECORDS_ITEM_CREATE if creates else Action.RECORDS_ITEM_UPDATE
    return submit(call, (space, ids.NO_ITEM if creates else first.item), (first.kind, action), pieces)


def _response(space: int, piece: Piece | None, stored: Mapping[bytes, Change]) -> bundle.Response:
    if piece is None:
        return bundle.Response(status="200 OK", location=f"Patient/{public_id(space, ids.NO_ITEM)}")
    change = stored[piece.item]
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
        if not _is_possible(call, entry):
            french = "Cette demande n’est pas possible dans une transaction."
            issues.append(Issue("not-supported", f"{place}.request", french, "Not supported in a transaction."))
        elif entry.method != "PATCH" and entry.resource is not None:
            found = [issue for issue in validate(entry.resource) if issue.severity in {"error", "fatal"}]
            issues += [replace(each, expression=f"{place}.resource.{each.expression}") for each in found]
    if all(is_person(entry) and entry.if_none_exist for entry in entries):
        issues.append(Issue("required", "Bundle.entry", "La transaction est vide.", "Empty transaction."))
    if sum(map(is_person, entries)) > 1:
        french = "Une transaction porte sur une seule personne."
        issues.append(Issue("business-rule", "Bundle.entry", french, "A transaction is about one person."))
    if issues:
        raise InvalidResource(issues)


def _is_possible(call: Call, entry: Entry) -> bool:
    if entry.kind not in call.kinds:
        return False
    if is_person(entry):
        return "?" in entry.url if entry.method == "PUT" else entry.method == "POST" and bool(entry.if_none_exist)
    if entry.if_none_exist:
        return False
    if "?" in entry.url:
        return False
    return entry.method == "POST" if "/" not in entry.url else entry.method in {"PUT", "PATCH"}
