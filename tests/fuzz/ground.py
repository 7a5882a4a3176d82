"""Where the stateful test plays: a database, files and checkpoints of their own, the cast in them, and what is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connections

from ens.config.upgrade import prepare_folders, prepare_keys
from ens.gate.house import database, house
from ens.gate.inventory import VaultInventory, keyring_of
from ens.journal.audit import audit
from ens.journal.checkpoints import read_log
from ens.journal.integrate import integrate
from ens.journal.read import open_entry
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.ids import HOUSE, ITEM_BYTES, SPACE_BYTES
from ens.lifecycle import services as lifecycle
from ens.registry import spaces
from ens.sharing import delegations
from ens.vault import items
from tests.databases import Database, point, wait_for_neighbours
from tests.factories.callers import _SCOPES, APP_SCOPES, Caller, new_party, new_professional, new_structure
from tests.factories.people import new_child, new_person
from tests.fuzz import faults
from tests.fuzz.model import Line, Player, Room

__all__ = ["HOUSE", "UNREADABLE", "Cast", "Ledger", "files", "ground", "has_key", "restart", "sweep", "work"]

UNREADABLE: Final[Line] = (0, "", "")  # an entry of an erased space: it stands in the journal and says nothing
_NURSE: Final = "60"
_NEWS: Final = (
    "SELECT e.space_id, e.id, e.key_term, e.sealed, e.hash, s.key_term FROM entry e JOIN space s ON s.id = e.space_id"
    " WHERE e.id > %s ORDER BY e.id"
)


@contextmanager
def ground(made: Database, folder: Path) -> Iterator[None]:
    """Point the house at a migrated, empty database and at folders of its own."""
    kept = settings.ENS_BLOBS, settings.ENS_CHECKPOINTS
    point(made)
    settings.ENS_BLOBS, settings.ENS_CHECKPOINTS = folder / "blobs", folder / "checkpoints"
    house.cache_clear()
    prepare_folders()
    prepare_keys()
    try:
        yield
    finally:
        settings.ENS_BLOBS, settings.ENS_CHECKPOINTS = kept
        house.cache_clear()


class Cast:
    """The people of one run, new in the real tables; the same ones in the model, by name."""

    def __init__(self) -> None:
        holders = {"camille": new_person(), "sacha": new_child()}
        delegations.declare_representative(holders["sacha"].space, holders["camille"].space)
        professionals = {"martin": new_professional(), "nguyen": new_professional(), "diallo": new_professional(_NURSE)}
        structures = {"hopital": new_structure()}
        others = {"applicoeur": new_party(ActorKind.APP), "assureur": new_party(ActorKind.INSURER)}
        persons = {name: holder.caller for name, holder in holders.items()}
        self.callers: dict[str, Caller] = persons | professionals | structures | others
        self.scopes = {name: _SCOPES.get(caller.kind, APP_SCOPES) for name, caller in self.callers.items()}
        self.players = [
            Player(name, caller.kind, caller.number, _NURSE if name == "diallo" else "")
            for name, caller in self.callers.items()
        ]
        self.rooms = [Room(holder.space, holder.number) for holder in holders.values()]
        self.rooms[1].representatives = {holders["camille"].number}


class Ledger:
    """What the journal has, looked at from outside: each entry is told once; and whether a fault has struck."""

    def __init__(self) -> None:
        self.struck = False
        self._last = -1

    def news(self) -> dict[int, list[Line]]:
        """List the entries since the last time, by space; those that nobody can open any more have no words."""
        with database().cursor() as cursor:
            cursor.execute(_NEWS, [self._last])
            rows = cursor.fetchall()
        found: dict[int, list[Line]] = {}
        for space, number, term, sealed, digest, current in rows:
            self._last = number
            keyring = house().keys.keyring(space, current)
            line = UNREADABLE
            if keyring is not None:
                entry = open_entry(keyring, space, number, term, bytes(sealed), bytes(digest))
                line = (entry.actor_number, str(entry.action), str(entry.outcome))
            found.setdefault(space, []).append(line)
        return found


def work() -> None:
    """Do what the worker does: finish erasures, integrate; then the whole journal must verify."""
    lifecycle.finish_erasures()
    wait_for_neighbours(connections["default"])
    while integrate(connections["default"], house().signer, settings.ENS_CHECKPOINTS):
        pass
    notes = read_log(settings.ENS_CHECKPOINTS)
    report = audit(
        connections["default"], [house().signer.vkey], notes, keyring_of, VaultInventory(connections["default"])
    )
    assert dict(report.found) == {}, report.found


def sweep() -> None:
    """Sweep as the worker does three days later; afterwards every file belongs to an item."""
    connection = connections["default"]

    def exists(space: int, item: bytes, version: int) -> bool:
        return items.has_blob(connection, space, item, version)

    house().blobs.sweep(exists, clock.now() + timedelta(days=3))


def files(room: Room) -> list[bytes]:
    """List the items whose files lie in the folder for a space."""
    prefix = room.number.to_bytes(SPACE_BYTES, "big").hex()
    found = Path(settings.ENS_BLOBS).glob(f"??/{prefix}*")
    return sorted(bytes.fromhex(path.name[len(prefix) :][: 2 * ITEM_BYTES]) for path in found)


def has_key(room: Room) -> bool:
    """Say whether there is a key that opens a space."""
    state = spaces.find_state(database(), room.number)
    assert state is not None
    return house().keys.keyring(room.number, state[1]) is not None


def restart() -> None:
    """Come back as a new process, and do first what a worker does when it starts."""
    faults.start_again()
    lifecycle.finish_erasures()
