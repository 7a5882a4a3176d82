"""What the vault holds, for the audit of the journal: the digest of every stored version, and none of its content."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.gate.house import house
from ens.kernel.clock import from_us
from ens.kernel.errors import Unavailable
from ens.kernel.ids import NO_ITEM
from ens.kernel.sealing import Tampered
from ens.postgres.statements import Statement
from ens.registry import spaces
from ens.vault import boxes, items
from ens.vault.items import SealedItem
from ens.vault.keyring import Keyring

_PAGE: Final = 500
_SPACES: Final = Statement(
    "SELECT space_id FROM (SELECT DISTINCT space_id FROM item UNION SELECT DISTINCT space_id FROM item_past) AS every"
    " WHERE space_id > $1::int8 ORDER BY space_id LIMIT $2::int8"
)
_VERSIONS: Final = Statement(
    f"SELECT {items.COLUMNS} FROM (SELECT {items.COLUMNS} FROM item UNION ALL SELECT {items.COLUMNS} FROM item_past)"
    " AS every WHERE space_id = $1::int8 AND (item, version) > ($2::bytea, $3::int4)"
    " ORDER BY item, version LIMIT $4::int8"
)
_LOWEST: Final = -(1 << 63)
_NIGHT: Final = timedelta(minutes=5)  # a version begun before midnight may be sealed after it
_PAUSE_SECONDS: Final = 1.0


class VaultInventory:
    """A `journal.audit.Inventory` over the tables of sealed items."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def spaces(self) -> Iterator[int]:
        """List the spaces that hold items, in ascending order."""
        last = _LOWEST
        while rows := _SPACES.all(self._connection, last, _PAGE):
            yield from (row[0] for row in rows)
            last = rows[-1][0]

    def versions(self, space: int) -> Iterator[tuple[bytes, int, bytes | None]]:
        """List item, version and digest of every version in a space; no digest for one that does not open."""
        found = spaces.find_state(self._connection, space)
        keyring = None if found is None else keyring_of(space, found[1])
        last: tuple[bytes, int] = (b"", 0)
        while rows := _VERSIONS.all(self._connection, space, *last, _PAGE):
            for row in map(SealedItem._make, rows):
                yield row.item, row.version, None if keyring is None else _digest(keyring, row)
            last = (rows[-1][1], rows[-1][2])


def keyring_of(space: int, term: int) -> Keyring | None:
    """Find the keys of a space; past the budget of unwraps it waits: an audit needs the keys of everybody."""
    while True:
        try:
            return house().keys.keyring(space, term)
        except Unavailable:
            time.sleep(_PAUSE_SECONDS)


def _digest(keyring: Keyring, row: SealedItem) -> bytes | None:
    """Hash a version; what the hash does not cover (the columns of its file) must agree with what is sealed."""
    if row.item == NO_ITEM or len(row.item) != len(NO_ITEM):
        return None
    try:
        digest = boxes.digest_row(keyring, row)
        size, updated = boxes.file_facts(keyring, row)
    except (Tampered, ValueError):
        return None
    return digest if row.blob_size == (size or 0) and _fits(row.blob_day, size, updated) else None


def _fits(day: date | None, size: int | None, updated: int) -> bool:
    if size is None or day is None:
        return size is None and day is None
    moment = from_us(updated)
    return day in {moment.date(), (moment + _NIGHT).date()}
