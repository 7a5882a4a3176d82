"""Creating, updating, patching and deleting resources of sealed kinds."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from ens.fhir import patch as patching
from ens.fhir.base64_data import decode_base64
from ens.fhir.call import BODY_LIMIT, Call, Reply
from ens.fhir.interactions import public_id, version_headers
from ens.fhir.issues import InvalidResource, invalid
from ens.fhir.kinds import Kind, Piece, Resource, Room
from ens.fhir.links import check_links, find_slots
from ens.fhir.media import Return, Sent, sent_type
from ens.fhir.outcome import outcome_of
from ens.fhir.parameters import parse_query, read_patient_reference
from ens.fhir.parse import parse, parse_json, parse_stored
from ens.fhir.places import Place, owner_clue, place_of, space_of, with_owner
from ens.fhir.search import run
from ens.fhir.validation import validate
from ens.gate import door, writing
from ens.gate.changes import Change, Context
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.errors import NotFound, PreconditionFailed

Asked = tuple[str, Action]


def create(call: Call, kind: Kind) -> Reply:
    """Create a resource in the space of its subject; If-None-Exist makes it conditional."""
    sent = sent_type(call.content_type, raw_allowed=kind.name == "Binary")
    if sent is Sent.RAW:
        return _create_raw(call, kind)
    resource = read_resource(call.body, kind.name)
    space = space_of(owner_clue(resource, kind.owner))
    if call.if_none_exist:
        existing = find_existing(call, kind, space, call.if_none_exist)
        if existing is not None:
            return existing
    return _created(call, kind, space, resource, None)


def _create_raw(call: Call, kind: Kind) -> Reply:
    """Take raw bytes as a Binary; the X-Security-Context header says whose they are (FHIR R4, Binary)."""
    clue = read_patient_reference(call.security_context)
    if not clue:
        french = "Indiquez à qui est ce fichier : en-tête X-Security-Context: Patient/…"
        raise invalid("required", "Binary.securityContext", french, "X-Security-Context: Patient/… is required.")
    content_type = call.content_type.partition(";")[0].strip().lower()
    resource = {
        "resourceType": "Binary",
        "contentType": content_type,
        "securityContext": {"reference": call.security_context},
    }
    return _created(call, kind, space_of(clue), resource, call.body)


def read_resource(body: bytes, kind: str) -> Resource:
    """Parse and validate one resource of a kind."""
    resource = parse(body, BODY_LIMIT)
    if resource["resourceType"] != kind:
        raise invalid("value", "resourceType", f"Une ressource {kind} est attendue ici.", f"{kind} expected.")
    check(resource)
    return resource


def check(resource: Resource) -> None:
    """Validate a resource; raises with every fault found."""
    issues = [issue for issue in validate(resource) if issue.severity in {"error", "fatal"}]
    if issues:
        raise InvalidResource(issues)


def find_existing(call: Call, kind: Kind, space: int, condition: str) -> Reply | None:
    """Look for what a conditional create names: its 200 when it is there once, 412 when more than once.

    Only what the caller may see counts: the answer tells nothing about the rest.
    """
    pairs = parse_qsl(condition.rpartition("?")[2], keep_blank_values=True)
    query = parse_query(kind.name, pairs, strict=True, declared=kind.parameters)
    query.count = 2
    try:
        hits = run(call, kind, space, query).hits
    except NotFound:  # who may deposit and not look has nothing there that it may see
        return None
    if len(hits) > 1:
        raise PreconditionFailed
    if not hits:
        return None
    location = f"{kind.name}/{public_id(space, hits[0].item)}"
    headers = version_headers(hits[0].version, hits[0].header.updated) | {"Location": f"{call.base}/{location}"}
    return Reply(200, hits[0].resource, headers=headers)


def new_piece(kind: Kind, space: int, resource: Resource, content: bytes | None = None) -> Piece:
    """Give a new resource its place in its space."""
    item = ids.new_item()
    return Piece(
        kind.name, item, public_id(space, item), with_owner(resource, kind.owner, space, new=True), content=content
    )


def _created(call: Call, kind: Kind, space: int, resource: Resource, content: bytes | None) -> Reply:
    if kind.name == "Binary" and content is None:
        content = decode_base64(resource.get("data", ""), "Binary.data")
        resource = {key: value for key, value in resource.items() if key != "data"}
    piece = new_piece(kind, space, resource, content)
    check_links(find_slots(piece.resource), space, call.kinds)
    stored = submit(call, (space, ids.NO_ITEM), (kind.name, Action.RECORDS_ITEM_CREATE), [piece])
    return _written(call, piece, stored, 201)


def submit(call: Call, place: Place, asked: Asked, pieces: Sequence[Piece]) -> dict[bytes, Change]:
    """Hand pieces to their rooms and write all of them, or none; gives what was stored, by item."""
    parts: dict[Room, list[Piece]] = {}
    for piece in pieces:
        parts.setdefault(call.kinds[piece.kind].room, []).append(piece)
    whole = {room: room.extend(call.visit, place[0], part) for room, part in parts.items()}
    stored: dict[bytes, Change] = {}

    def plan(context: Context) -> list[Change]:
        changes = [change for room, part in whole.items() for change in room.compose(part, context)]
        stored.update((change.item, change) for change in changes)
        return changes

    writing.write(call.visit, place, asked, plan)
    return stored


def update(call: Call, kind: Kind, public: str) -> Reply:
    """Replace a resource by a new version of itself; If-Match names the version that the caller has seen."""
    resource = read_resource(call.body, kind.name)
    if resource.get("id") != public:
        raise invalid("value", f"{kind.name}.id", "L’identifiant n’est pas celui de l’adresse.", "id differs.")
    return _update(call, kind, public, lambda _: resource)


def patch(call: Call, kind: Kind, public: str) -> Reply:
    """Change some elements: JSON Patch (RFC 6902) or FHIRPath Patch (Parameters)."""
    if sent_type(call.content_type) is Sent.JSON_PATCH:
        operations = patching.read_json_patch(parse_json(call.body, BODY_LIMIT))
    else:
        operations = patching.read_fhirpath_patch(parse(call.body, BODY_LIMIT))

    def patched(before: Resource) -> Resource:
        after = patching.apply_patch(before, operations)
        check(after)
        return after

    return _update(call, kind, public, patched)


def _update(call: Call, kind: Kind, public: str, change: Callable[[Resource], Resource]) -> Reply:
    place = place_of(public)
    found = door.read(call.visit, *place, kind.name)
    if call.if_match not in (None, found.version):
        raise PreconditionFailed
    resource = with_owner(change(parse_stored(found.resource)), kind.owner, place[0])
    check_links(find_slots(resource), place[0], call.kinds)
    piece = Piece(kind.name, place[1], public, resource, found=found)
    stored = submit(call, place, (kind.name, Action.RECORDS_ITEM_UPDATE), [piece])
    return _written(call, piece, stored, 200)


def delete(call: Call, kind: Kind, public: str) -> Reply:
    """Delete a resource, logically: it stays in the history of its versions, and reads as gone."""
    place = place_of(public)
    found = door.read(call.visit, *place, kind.name)
    if call.if_match not in (None, found.version):
        raise PreconditionFailed
    piece = Piece(kind.name, place[1], public, parse_stored(found.resource), found=found, deletes=True)
    submit(call, place, (kind.name, Action.RECORDS_ITEM_DELETE), [piece])
    return Reply(204)


def _written(call: Call, piece: Piece, stored: Mapping[bytes, Change], status: int) -> Reply:
    """Answer a write: where it is, which version, and the resource as stored unless the caller wants none."""
    change = stored[piece.item]
    version = change.seen + 1
    headers = version_headers(version, change.header.updated)
    headers["Location"] = f"{call.base}/{piece.kind}/{piece.id}/_history/{version}"
    if call.prefer.returns is Return.MINIMAL:
        return Reply(status, headers=headers)
    if call.prefer.returns is Return.OPERATION_OUTCOME:
        return Reply(status, outcome_of([]), headers=headers)
    return Reply(status, change.resource, headers=headers)
