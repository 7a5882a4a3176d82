"""What has happened in spaces, for the worker that tells people of it: each entry once, with who may hear of it.

The house reads its own journal here and shows nothing to anybody: what leaves is a message that names no document.
"""

import msgspec

from ens.gate.facts import Visit, look
from ens.gate.house import database, house
from ens.journal.entry import Entry
from ens.journal.follow import take_next
from ens.kernel.actors import SYSTEM
from ens.kernel.ids import HOUSE
from ens.kernel.sealing import Tampered
from ens.policy.facts import Flag, Sharing
from ens.vault import boxes, items


class Sighting(msgspec.Struct, frozen=True):
    """One entry, the sharing state of its space at this moment, and whether it touches what a minor keeps secret."""

    entry: Entry
    sharing: Sharing
    secret: bool


def take_entries(name: str, limit: int) -> tuple[list[Entry], bool]:
    """Take the next entries for a follower, within the caller's transaction; and whether there may be more."""
    return take_next(database(), name, limit, house().keys.keyring)


def see(entry: Entry) -> Sighting | None:
    """Look at the space of an entry; None for the house's own, for what is there no more, and for what was altered.

    Who altered a space must not keep the others from hearing of theirs; the audit of the journal tells of it.
    """
    try:
        scene = look(Visit(actor=SYSTEM), entry.space)
        if entry.space == HOUSE or scene.keyring is None:
            return None
        rows = items.list_headers(database(), entry.space, [ref.item for ref in entry.refs]) if entry.refs else {}
        headers = [boxes.open_header(scene.keyring, row) for row in rows.values()]
    except Tampered:
        return None
    secret = any(header.has(Flag.HIDDEN_FROM_REPRESENTATIVES) for header in headers)
    return Sighting(entry, scene.sharing, secret)
