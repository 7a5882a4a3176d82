"""An item and the file that belongs to it, read together: two decisions, one entry, which names the item.

Somebody who opens a document on a page opens its file with it; two lines for one gesture would make a history longer
and tell no more. A caller who asks for the file alone goes through `door.read`, and the entry names the file.
"""

from collections.abc import Callable
from typing import NamedTuple

from ens.gate import trace
from ens.gate.door import Found, admit_item, ask, open_row
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.kernel.actions import Action
from ens.kernel.errors import NotFound
from ens.kernel.receipt import Receipt
from ens.policy.decide import decide
from ens.policy.facts import Flag
from ens.vault import boxes, items


class Part(NamedTuple):
    """The file of an item: its FHIR kind, and how a resource names it (its public id)."""

    kind: str
    name: Callable[[bytes], str]


class Whole(NamedTuple):
    """An item and its file, opened."""

    found: Found
    file: Found


def read_whole(visit: Visit, place: tuple[int, bytes], kind: str, part: Part) -> Whole:
    """Read an item with its file, or raise; either way it is written down first."""
    return again(lambda: _read_whole(visit, place, kind, part))


def _read_whole(visit: Visit, place: tuple[int, bytes], kind: str, part: Part) -> Whole | None:
    scene = look(visit, *place)
    receipt = admit(scene, place, kind)
    return None if receipt is None else open_whole(scene, receipt, part)


def admit(scene: Scene, place: tuple[int, bytes], kind: str) -> Receipt | None:
    """Decide on reading the item of a scene and write it down."""
    refs = [trace.reference(kind, *place, scene.row.version if scene.row else 0)]
    return admit_item(scene, ask(scene, kind, Action.RECORDS_ITEM_READ), refs)


def open_whole(scene: Scene, receipt: Receipt, part: Part) -> Whole | None:
    """Open the item of a scene and its file, upon which it is decided too."""
    if scene.keyring is None or scene.row is None:
        return None
    found = open_row(scene.keyring, receipt, scene.row, scene.header)
    place = house().codec.decode(part.name(found.resource))
    row = items.find(database(), *place) if place is not None and place[0] == scene.space else None
    if row is None:
        raise NotFound
    header = boxes.open_header(scene.keyring, row)
    question = ask(scene, part.kind, Action.RECORDS_ITEM_READ)
    decision = decide(question, scene.facts(header))
    if not decision.allowed:
        raise trace.refuse(scene, question, decision, [trace.reference(part.kind, scene.space, row.item, row.version)])
    if header.kind != part.kind or header.has(Flag.DELETED):
        raise NotFound
    return Whole(found, open_row(scene.keyring, receipt, row, header))
