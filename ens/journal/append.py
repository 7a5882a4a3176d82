"""Writes one entry, in the transaction of the act, and issues the receipt without which the vault stays shut."""

import struct
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.entry import Entry, Outcome, encode, entry_hash, entry_time
from ens.kernel.receipt import Receipt, issue
from ens.kernel.sealing import Sealer
from ens.postgres.statements import Statement

PART_ENTRY: Final = 4  # the vault's numbering of sealed parts: an entry never opens as anything else
_ASSOCIATED: Final = struct.Struct(">QQB")

# FOR SHARE waits for a running change of the space and then compares again; a bare WHERE would read the old version.
_INSERT_IF_UNCHANGED: Final = Statement(
    "INSERT INTO entry (space_id, id, at, key_term, hash, sealed)"
    " SELECT $1::int8, $2::int8, $3::int8, $4::int2, $5::bytea, $6::bytea"
    " FROM space WHERE id = $1::int8 AND version = $7::int8 FOR SHARE"
)
_INSERT: Final = Statement(
    "INSERT INTO entry (space_id, id, at, key_term, hash, sealed)"
    " VALUES ($1::int8, $2::int8, $3::int8, $4::int2, $5::bytea, $6::bytea)"
)


def associated(space: int, entry_id: int) -> bytes:
    """Bind a sealed entry to its place."""
    return _ASSOCIATED.pack(space, entry_id, PART_ENTRY)


def append(connection: BaseDatabaseWrapper, sealer: Sealer, entry: Entry, seen_version: int | None) -> Receipt | None:
    """Write the entry of an act that was decided upon `seen_version` of its space.

    None when the space has changed since: decide again. An act that was refused or failed is written whatever the
    space has become (`seen_version` None), and gives no receipt. An entry id already taken raises IntegrityError.
    """
    if (seen_version is None) is (entry.outcome is Outcome.ALLOWED):
        msg = "an allowed act is written against the version seen, a refused or failed one against none"
        raise ValueError(msg)
    if entry_time(entry.id) != entry.at:
        msg = "the id of an entry is made from its time"
        raise ValueError(msg)
    plain = encode(entry)
    term = sealer.term
    sealed = sealer.seal(plain, associated(entry.space, entry.id))
    values = (entry.space, entry.id, entry.at, term, entry_hash(plain), sealed)
    if seen_version is None:
        _INSERT.run(connection, *values)
        return None
    written = _INSERT_IF_UNCHANGED.run(connection, *values, seen_version)
    return issue(entry.space, entry.id) if written else None
