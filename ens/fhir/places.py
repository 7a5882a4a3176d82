"""Which space and which item a call is about: public ids, persons' identifiers, references."""

import struct
from typing import Final

from ens.fhir.issues import invalid
from ens.fhir.parameters import PatientClue, read_patient_reference
from ens.fhir.parse import Resource
from ens.gate import people
from ens.gate.house import house
from ens.kernel.errors import NotFound
from ens.kernel.identifiers import INS_OIDS, Ins, parse_token, split_token
from ens.kernel.ids import NO_ITEM, NOWHERE

Place = tuple[int, bytes]
_ENTRY: Final = struct.Struct(">qH")
_ENTRY_MARK: Final = 0xAE00  # two bytes that tell an entry's id from an item's


def place_of(public: str) -> Place:
    """Read a public id; what nobody can have been given leads nowhere, and is refused there like the rest."""
    return house().codec.decode(public) or (NOWHERE, NO_ITEM)


def public_entry(space: int, entry_id: int) -> str:
    """Write the public id of an entry of the journal."""
    return house().codec.encode(space, _ENTRY.pack(entry_id, _ENTRY_MARK))


def entry_of(public: str) -> tuple[int, int]:
    """Read the public id of an entry back as its space and id; NotFound for anything else."""
    space, item = place_of(public)
    entry_id, mark = _ENTRY.unpack(item)
    if mark != _ENTRY_MARK:
        raise NotFound
    return space, entry_id


def space_of(clue: PatientClue) -> int:
    """Route a clue about a person to a space, or nowhere."""
    if clue.id:
        space, item = place_of(clue.id)
        return space if item == NO_ITEM else NOWHERE
    ins = parse_token(f"{clue.system}|{clue.value}")
    return people.resolve(ins.oid, ins.matricule) if isinstance(ins, Ins) else NOWHERE


def owner_clue(resource: Resource, owner: str) -> PatientClue:
    """Read whose record a resource belongs to, from the element of its kind that says so."""
    clues = _clues(resource.get(owner) or {})
    if not clues:
        name = owner or "subject"
        raise invalid(
            "required",
            f"{resource.get('resourceType', '')}.{name}",
            f"La ressource ne dit pas à qui elle appartient ({name} : Patient/… ou Patient?identifier=…).",
            f"The resource does not say whose it is ({name}).",
        )
    return clues[0]


def _clues(subject: Resource) -> list[PatientClue]:
    """List the ways in which an element says who somebody is: by reference, by identifier."""
    identifier = subject.get("identifier", {})
    named = PatientClue(system=identifier.get("system", ""), value=identifier.get("value", ""))
    return [clue for clue in (read_patient_reference(subject.get("reference", "")), named) if clue]


def with_owner(resource: Resource, owner: str, space: int, *, new: bool = False) -> Resource:
    """Point the element that says whose a resource is to its space's Patient; refuses one that names somebody else.

    A `new` resource came to this space by its first clue, which is not followed again. A structure's own number for
    its patient may stand beside.
    """
    if owner not in resource:
        return resource
    clues = _clues(resource[owner])[int(new) :]
    if any(space_of(clue) != space for clue in clues if clue.id or split_token(f"{clue.system}|")[0] in INS_OIDS):
        raise invalid(
            "business-rule",
            f"{resource.get('resourceType', '')}.{owner}",
            "La ressource appartient à une autre personne que celle qu’elle nomme.",
            "The resource belongs to another person than the one that it names.",
        )
    reference = {**resource[owner], "reference": f"Patient/{house().codec.encode(space, NO_ITEM)}"}
    return {**resource, owner: reference}
