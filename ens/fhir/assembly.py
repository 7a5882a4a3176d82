"""From the entries of a transaction to pieces: whose they are, and what their addresses become in the house.

https://hl7.org/fhir/R4/http.html#trules. The Patient of a transaction is the person whose space it is about. She comes
as a conditional update on the INS, which brings what a sender knows of her (ADR 0032), or as a conditional create,
which brings nothing, since she is known already when her space is open.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from ens.fhir import directory
from ens.fhir import patch as patching
from ens.fhir.base64_data import decode_base64
from ens.fhir.call import Call
from ens.fhir.entries import Entry
from ens.fhir.interactions import public_id
from ens.fhir.issues import invalid
from ens.fhir.kinds import Piece, Resource
from ens.fhir.links import Slot, check_links, dangling, find_slots, is_conditional, rewrite
from ens.fhir.parameters import PatientClue, read_patient_reference
from ens.fhir.parse import parse_stored
from ens.fhir.places import owner_clue, place_of, space_of, with_owner
from ens.fhir.writes import check
from ens.gate import door
from ens.gate.own import find_own
from ens.kernel import ids
from ens.kernel.errors import PreconditionFailed
from ens.kernel.ids import NO_ITEM

PATIENT: Final = "Patient"


def is_person(entry: Entry) -> bool:
    """Say whether an entry stands for the person herself."""
    return entry.kind == PATIENT


def assemble(call: Call, entries: Sequence[Entry]) -> tuple[int, list[Piece | None]]:
    """Give the space of a transaction and a piece for each entry, None for a person who is only referred to."""
    space = _space(call, entries)
    drafts = [_draft(call, entry, space) for entry in entries]
    mapping = _mapping(call, entries, drafts)
    pairs = zip(entries, drafts, strict=True)
    return space, [_piece(call, entry, draft, mapping) for entry, draft in pairs]


class _Place(NamedTuple):
    """Where an entry is written, under which public id, and the version that it replaces."""

    space: int
    item: bytes
    public: str
    found: door.Found | None = None


class _Draft(NamedTuple):
    """What an entry will write, and where addresses stand in it."""

    place: _Place
    resource: Resource
    slots: list[Slot]


def _space(call: Call, entries: Sequence[Entry]) -> int:
    """Find the one space that a transaction is about: its person's, that of its subjects, and of what it changes."""
    person = next((entry for entry in entries if is_person(entry)), None)
    spaces = set() if person is None else {space_of(_clue_of(person))}
    names = {person.full_url} - {""} if person else set()
    spaces |= {space_of(clue) for clue in _owners(call, entries, names)}
    spaces |= {place_of(each.url.split("/")[1])[0] for each in entries if each.method != "POST" and not is_person(each)}
    if len(spaces) != 1:
        french = "Une transaction porte sur une seule personne."
        raise invalid("business-rule", "Bundle.entry", french, "A transaction is about one person.")
    return spaces.pop()


def _owners(call: Call, entries: Sequence[Entry], names: set[str]) -> set[PatientClue]:
    """Read whose the new resources are; what lies beside its owner in the transaction need not say it."""
    clues = set()
    for entry in entries:
        owner = "" if is_person(entry) else call.kinds[entry.kind].owner
        if entry.method != "POST" or entry.resource is None or not owner:
            continue
        said = entry.resource.get(owner)
        if isinstance(said, dict) and said.get("reference") in names:
            continue
        if said is not None or owner == "subject":
            clues.add(owner_clue(entry.resource, owner))
    return clues


def _clue_of(person: Entry) -> PatientClue:
    condition = person.if_none_exist or person.url
    clue = read_patient_reference(f"{PATIENT}?{condition.rpartition('?')[2]}")
    if not clue:
        french = "La personne d’une transaction se donne par son INS : Patient?identifier=urn:oid:…|…"
        raise invalid("required", "Bundle.entry.request", french, "The Patient of a transaction is given by its INS.")
    return clue


def _place(call: Call, entry: Entry, space: int) -> _Place:
    if is_person(entry):
        own = None if entry.if_none_exist else find_own(call.visit, space, PATIENT)
        item = own.item if own else ids.new_item()
        return _Place(space, item, public_id(space, NO_ITEM), own)
    if entry.method == "POST":
        item = ids.new_item()
        return _Place(space, item, public_id(space, item))
    public = entry.url.split("/")[1]
    item = place_of(public)[1]
    before = door.read(call.visit, space, item, entry.kind)
    if entry.if_match not in (None, before.version):
        raise PreconditionFailed
    return _Place(space, item, public, before)


def _draft(call: Call, entry: Entry, space: int) -> _Draft:
    place = _place(call, entry, space)
    resource = _resource(entry, place)
    if not is_person(entry):
        owner = call.kinds[entry.kind].owner
        inside = str((resource.get(owner) or {}).get("reference", "")).startswith("urn:")  # no clue, so none to skip
        resource = with_owner(resource, owner, space, new=entry.method == "POST" and not inside)
    return _Draft(place, resource, find_slots(resource))


def _mapping(call: Call, entries: Sequence[Entry], drafts: Sequence[_Draft]) -> dict[str, str]:
    """Tell what each address of the transaction becomes: those of its entries, and its conditional references."""
    pairs = zip(entries, drafts, strict=True)
    mapping = {entry.full_url: f"{entry.kind}/{draft.place.public}" for entry, draft in pairs if entry.full_url}
    open_ones = {slot.text for draft in drafts for slot in draft.slots if is_conditional(slot)}
    asked = [text for text in open_ones if not text.startswith(f"{PATIENT}?")]
    return mapping | directory.resolve(call, asked) | _persons(open_ones - set(asked))


def _persons(open_ones: set[str]) -> dict[str, str]:
    """Resolve conditional references to persons; one who is not this transaction's is refused with other strangers."""
    found = {}
    for text in open_ones:
        clue = read_patient_reference(unquote(text))
        if not clue:
            raise dangling()
        found[text] = f"{PATIENT}/{public_id(space_of(clue), NO_ITEM)}"
    return found


def _piece(call: Call, entry: Entry, draft: _Draft, mapping: Mapping[str, str]) -> Piece | None:
    if is_person(entry) and entry.if_none_exist:
        return None
    place, resource, slots = draft
    rewrite(slots, mapping)
    check_links(slots, place.space, call.kinds, resolved=entry.method != "PATCH")
    content = _content(resource) if entry.method == "POST" else None
    return Piece(entry.kind, place.item, place.public, resource, found=place.found, content=content)


def _resource(entry: Entry, place: _Place) -> Resource:
    demand = entry.resource or {}
    if entry.method != "PATCH" or place.found is None:
        return demand
    after = patching.apply_patch(parse_stored(place.found.resource), patching.read_fhirpath_patch(demand))
    check(after)
    return after


def _content(resource: Resource) -> bytes | None:
    """Take the bytes of a Binary out of its JSON; an absent content is an empty one, refused by its type."""
    if resource.get("resourceType") != "Binary":
        return None
    return decode_base64(resource.get("data", ""), "Binary.data")
