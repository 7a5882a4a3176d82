"""What the journal of a space says, opened as the house can: for tests to look at, without leaving a trace."""

from ens.gate.house import database, house
from ens.journal.entry import Entry
from ens.journal.read import open_entry
from ens.kernel.ids import HOUSE
from ens.registry import spaces


def entries(space: int) -> list[Entry]:
    """List the entries of a space, oldest first."""
    state = spaces.find_state(database(), space)
    keyring = None if state is None else house().keys.keyring(space, state[1])
    assert keyring is not None, "an erased space has no readable journal"
    with database().cursor() as cursor:
        cursor.execute("SELECT id, key_term, sealed, hash FROM entry WHERE space_id = %s ORDER BY id", [space])
        return [open_entry(keyring, space, row[0], row[1], bytes(row[2]), bytes(row[3])) for row in cursor.fetchall()]


def last(space: int) -> Entry:
    """Give the newest entry of a space."""
    return entries(space)[-1]


def house_entries(actor: int) -> list[Entry]:
    """List what the house's own space says of one actor: refusals about what does not exist."""
    return [entry for entry in entries(HOUSE) if entry.actor_number == actor]


def count(table: str, space: int) -> int:
    """Count the rows of a table that belong to a space."""
    with database().cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE space_id = %s", [space])
        return int(cursor.fetchone()[0])
