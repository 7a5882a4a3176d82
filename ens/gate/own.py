"""What a caller wrote itself, found again to be written anew: its place and version, and nothing of its content.

Like the facts of a decision this is no access: no body is opened, and the write that follows is decided upon and
written down by itself.
"""

from typing import Final

from ens.gate.door import Found
from ens.gate.facts import Visit, look
from ens.gate.house import database
from ens.policy.facts import Flag
from ens.vault import blind, boxes, items

AUTHORS: Final = 1_000  # of things of one kind, of which each has one


def find_own(visit: Visit, space: int, kind: str) -> Found | None:
    """Find the one item of a kind that the caller keeps in a space; its resource stays shut, and is empty here."""
    scene = look(visit, space)
    if scene.keyring is None:
        return None
    for row in items.list_kind(database(), space, blind.kind(scene.keyring, kind), AUTHORS):
        header = boxes.open_header(scene.keyring, row)
        if header.kind == kind and header.author == scene.actor.number and not header.has(Flag.DELETED):
            return Found(space, row.item, row.version, header, b"", None)
    return None
