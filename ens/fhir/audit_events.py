"""AuditEvent: the history of a space, read only, and the proof of one entry (FHIR R4, ANS TdE)."""

from typing import Any, Final

from ens.fhir import bundle
from ens.fhir.call import Call, Reply
from ens.fhir.issues import invalid
from ens.fhir.outcome import outcome
from ens.fhir.parameters import split_patient
from ens.fhir.parse import write
from ens.fhir.places import entry_of, public_entry, space_of
from ens.gate import history
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.journal.entry import Entry, Outcome
from ens.journal.read import Line
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Malformed
from ens.kernel.ids import NO_ITEM

MAX_COUNT: Final = 100
_PAGE: Final = 1_000
_SYSTEMS: Final = {
    ActorKind.PROFESSIONAL: "urn:oid:1.2.250.1.71.4.2.1",
    ActorKind.STRUCTURE: "urn:oid:1.2.250.1.71.4.2.2",
}
_OUTCOMES: Final = {Outcome.ALLOWED: "0", Outcome.REFUSED: "4", Outcome.FAILED: "8"}
_VERBS: Final = {"create": "C", "read": "R", "list": "R", "history": "R", "find": "R", "prove": "R", "delete": "D"}
_OURS: Final = "urn:ens:journal"


def search(call: Call) -> Reply:
    """List the history of a person's space, newest first."""
    clue, _ = split_patient(call.params)
    if not clue:
        raise invalid("required", "AuditEvent", "Indiquez la personne : patient=…", "A search names its patient.")
    count = _count(call.param("_count"))
    space = space_of(clue)
    before = call.param("_cursor")
    lines = history.list_entries(call.visit, space, None if before is None else entry_of(before)[1], count + 1)
    shown = lines[:count]
    entries: list[tuple[str, bytes, bundle.Mode]] = [
        (f"AuditEvent/{public_entry(space, line.id)}", write(_resource(space, line)), "match") for line in shown
    ]
    link = f"{call.base}/{call.target}"
    next_link = None
    if len(lines) > count and shown:
        path = f"AuditEvent?patient={house().codec.encode(space, NO_ITEM)}&_count={count}"
        next_link = f"{call.base}/{path}&_cursor={public_entry(space, shown[-1].id)}"
    return Reply(200, bundle.searchset(call.base, link, entries, None, next_link))


def write_history(visit: Visit, space: int, most: int) -> bytes:
    """Write the history of a space, newest first, as one Bundle of type collection; each page is one look into it."""
    found: list[Line] = []
    while len(found) < most:
        page = history.list_entries(visit, space, found[-1].id if found else None, min(_PAGE, most - len(found)))
        found += page
        if len(page) < _PAGE:
            break
    entries = [{"resource": _resource(space, line)} for line in found[:most]]
    return write({"resourceType": "Bundle", "type": "collection", "entry": entries})


def read(call: Call, public: str) -> Reply:
    """Read one entry."""
    space, entry_id = entry_of(public)
    return Reply(200, write(_resource(space, history.read_entry(call.visit, space, entry_id))))


def prove(call: Call, public: str) -> Reply:
    """Export the proof of one entry; 202 while the tree does not hold it yet."""
    space, entry_id = entry_of(public)
    proof = history.prove_entry(call.visit, space, entry_id)
    if proof is None:
        texts = [("La preuve est en cours. Réessayez dans un instant.", "The proof is being made. Try again shortly.")]
        return Reply(202, outcome("informational", "information", texts), headers={"Retry-After": "1"})
    headers = {"Content-Disposition": f'attachment; filename="preuve-{public}.json"'}
    return Reply(200, write(proof), "application/json", headers)


def _count(text: str | None) -> int:
    if text is None:
        return 50
    if not text.isdecimal() or len(text) > 9:
        msg = "Le paramètre « _count » attend un nombre."
        raise Malformed(msg)
    return max(1, min(int(text), MAX_COUNT))


def _resource(space: int, line: Line) -> dict[str, Any]:
    entry = line.entry
    resource: dict[str, Any] = {"resourceType": "AuditEvent", "id": public_entry(space, line.id)}
    proof = "pending" if line.tree_index is None else "integrated"
    resource["extension"] = [{"url": f"{_OURS}:proof", "valueCode": proof}]
    resource["type"] = {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"}
    source = {"observer": {"display": "ens"}}
    if entry is None:  # tampered with: the line stays, and says so
        broken = {"recorded": "1970-01-01T00:00:00Z", "outcome": "12", "outcomeDesc": "illisible"}
        return resource | broken | {"agent": [{"requestor": True}], "source": source}
    resource["subtype"] = [{"system": f"{_OURS}:action", "code": entry.action}]
    resource["action"] = _VERBS.get(entry.action.rpartition(":")[2], "U")
    resource["recorded"] = clock.instant(entry.at)
    resource["outcome"] = _OUTCOMES[entry.outcome]
    resource["outcomeDesc"] = ", ".join((entry.outcome.value, *entry.reasons))
    if entry.purpose:
        system = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
        resource["purposeOfEvent"] = [{"coding": [{"system": system, "code": entry.purpose}]}]
    return resource | {"agent": [_agent(entry)], "source": source} | _entities(entry)


def _agent(entry: Entry) -> dict[str, Any]:
    kind = ActorKind(entry.actor_kind)
    who: dict[str, Any] = {"display": entry.actor_name or kind.name.lower()}
    if entry.actor_identifier:
        who["identifier"] = {"value": entry.actor_identifier}
        if kind in _SYSTEMS:
            who["identifier"]["system"] = _SYSTEMS[kind]
    coding = {"system": f"{_OURS}:actor", "code": kind.name.lower()}
    return {"type": {"coding": [coding]}, "who": who, "requestor": True}


def _entities(entry: Entry) -> dict[str, Any]:
    entities = [
        {"what": {"reference": f"{ref.kind}/{ref.id}" + (f"/_history/{ref.version}" if ref.version else "")}}
        for ref in entry.refs
    ]
    return {"entity": entities} if entities else {}
