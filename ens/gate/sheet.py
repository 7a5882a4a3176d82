"""One item as its own page tells it: item and file, its versions, who can see it and why, who opened it.

One look, one entry; told to the person and her representatives alone. What the decision knows of others (`audience`)
and what the history says of this item (`openings`) come within that one reading.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from ens.gate.audience import Audience, list_audience
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.gate.whole import Part, Whole, admit, open_whole
from ens.journal import read
from ens.journal.entry import Entry
from ens.journal.read import Mention
from ens.kernel.actions import Action
from ens.kernel.receipt import Receipt
from ens.policy.decide import decide
from ens.policy.facts import Header
from ens.vault import boxes, items
from ens.vault.keyring import Keyring

VERSIONS: Final = 50
SURVEYED: Final = 5_000  # entries looked through for those that name the item
_OPENING: Final = (Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_HISTORY)


class Sheet(msgspec.Struct, frozen=True):
    """An item and what surrounds it; `versions` (number and header) and `openings` are newest first.

    `reader` is who looks, by number, and `changeable` says whether she may change the item. `audience` is None, and
    `openings` empty, for who may read the item but not look into the history.
    """

    whole: Whole
    versions: list[tuple[int, Header]]
    reader: int
    changeable: bool
    audience: Audience | None
    openings: list[Entry]


def read_sheet(visit: Visit, place: tuple[int, bytes], kind: str, part: Part) -> Sheet:
    """Read an item with its file and its surroundings, or raise; either way it is written down first."""
    return again(lambda: _read_sheet(visit, place, kind, part))


def _read_sheet(visit: Visit, place: tuple[int, bytes], kind: str, part: Part) -> Sheet | None:
    scene = look(visit, *place)
    receipt = admit(scene, place, kind)
    whole = None if receipt is None else open_whole(scene, receipt, part)
    if receipt is None or whole is None or scene.keyring is None:
        return None
    at_home = decide(ask(scene, "AuditEvent", Action.HISTORY_ENTRY_LIST), scene.facts()).allowed
    names = [house().codec.encode(found.space, found.item) for found in whole]
    return Sheet(
        whole,
        _versions(scene.keyring, whole),
        scene.actor.number,
        decide(ask(scene, kind, Action.RECORDS_ITEM_UPDATE), scene.facts(scene.header)).allowed,
        list_audience(scene, kind) if at_home else None,
        _openings(scene, scene.keyring, receipt, names) if at_home else [],
    )


def _versions(keyring: Keyring, whole: Whole) -> list[tuple[int, Header]]:
    found = whole.found
    past = items.list_versions(database(), found.space, found.item, found.version, VERSIONS)
    return [(found.version, found.header), *((row.version, boxes.open_header(keyring, row)) for row in past)]


def _openings(scene: Scene, keyring: Keyring, receipt: Receipt, names: Sequence[str]) -> list[Entry]:
    mention = Mention(_OPENING, names, SURVEYED)
    lines = read.list_naming(database(), keyring, receipt, scene.space, mention)
    return [line.entry for line in lines if line.entry is not None]
