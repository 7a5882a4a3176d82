"""Sealed items in the database: raw prepared SQL, the space first in every condition.

Rows come back sealed; `boxes` opens them. Every list is bounded by its caller.
"""

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement


class HeaderRow(NamedTuple):
    """What policy, lists and sorting need of one item; the header is sealed."""

    item: bytes
    version: int
    key_term: int
    header: bytes


class Row(NamedTuple):
    """One version of an item, header and body sealed."""

    item: bytes
    version: int
    key_term: int
    header: bytes
    body: bytes


class SealedItem(NamedTuple):
    """A whole row, ready to be stored; fields in the order of the columns."""

    space: int
    item: bytes
    version: int
    kind: int
    month: int
    tokens: list[int]
    key_term: int
    blob_day: date | None
    blob_size: int
    header: bytes
    body: bytes


COLUMNS: Final = "space_id, item, version, kind, month, tokens, key_term, blob_day, blob_size, header, body"
_ROW: Final = "item, version, key_term, header, body"

_WIDTH: Final = len(SealedItem._fields)


def _insert(count: int) -> Statement:
    """Write the INSERT of some rows; tokens are an array per row, so the rows cannot come as arrays of columns."""
    numbers = iter(range(1, count * _WIDTH + 1))
    rows = (", ".join(f"${number}" for number in itertools.islice(numbers, _WIDTH)) for _ in range(count))
    return Statement(f"INSERT INTO item ({COLUMNS}) VALUES ({'), ('.join(rows)})")


_INSERTS: Final = {count: _insert(count) for count in (1, 2, 8, 64)}
# The row is locked before it is copied: of two writers that saw one version, the second changes no row.
_REPLACE: Final = Statement(
    f"""
    WITH old AS (SELECT {COLUMNS} FROM item WHERE space_id = $1 AND item = $2 AND version = $3 - 1 FOR UPDATE),
    past AS (INSERT INTO item_past ({COLUMNS}) SELECT {COLUMNS} FROM old)
    UPDATE item SET version = $3, kind = $4, month = $5, tokens = $6, key_term = $7, blob_day = $8, blob_size = $9,
        header = $10, body = $11
    FROM old WHERE item.space_id = old.space_id AND item.item = old.item
    """
)
_CURRENT: Final = Statement(f"SELECT {_ROW} FROM item WHERE space_id = $1 AND item = $2")
_VERSION: Final = Statement(
    f"""
    SELECT {_ROW} FROM item WHERE space_id = $1 AND item = $2 AND version = $3
    UNION ALL SELECT {_ROW} FROM item_past WHERE space_id = $1 AND item = $2 AND version = $3
    """
)
_HISTORY: Final = Statement(
    f"""
    SELECT {_ROW} FROM item WHERE space_id = $1 AND item = $2 AND version < $3
    UNION ALL SELECT {_ROW} FROM item_past WHERE space_id = $1 AND item = $2 AND version < $3
    ORDER BY version DESC LIMIT $4
    """
)
# One look-up per month: for `month = ANY (…)` the planner, where spaces hold few items, prefers to fetch a whole space.
_BY_MONTHS: Final = Statement(
    """
    WITH RECURSIVE walk (place, found) AS (
        SELECT $3::int4, 0::int8
        UNION ALL
        SELECT walk.place + 1, walk.found + (
            SELECT count(*) FROM item WHERE space_id = $1 AND month = ($2::int8[])[walk.place + 1])
        FROM walk WHERE walk.found < $4::int8 AND walk.place < cardinality($2::int8[])
    ), reached (place) AS MATERIALIZED (SELECT max(place) FROM walk)
    SELECT found.item, found.version, found.key_term, found.header, reached.place FROM reached
    CROSS JOIN LATERAL unnest(($2::int8[])[$3::int4 + 1:reached.place]) AS wanted (month)
    CROSS JOIN LATERAL (
        SELECT item, version, key_term, header FROM item WHERE space_id = $1 AND item.month = wanted.month OFFSET 0
    ) AS found
    """
)
# A token is made under the key of one space: it finds its rows alone, and the sum keeps the planner from walking
# through all items of the space beside it. What two keys make alike by chance, once in 2**64, is left out all the same.
_BY_TOKENS: Final = Statement(
    "SELECT item, version, key_term, header FROM item WHERE space_id + 0 = $1 AND tokens @> $2::int8[] LIMIT $3"
)
_OF_KIND: Final = Statement(
    """
    SELECT item, version, key_term, header FROM item
    WHERE space_id = $1 AND kind = $2 AND item > $3 ORDER BY item LIMIT $4
    """
)
# One look-up by primary key per name. For `item = ANY ($2)` the planner, which expects ten names and an average space,
# sometimes prefers to fetch the whole space: 2,500 pages where a space holds ten thousand items.
_BODIES: Final = Statement(
    f"""
    SELECT {_ROW} FROM unnest($2::bytea[]) AS wanted (name)
    CROSS JOIN LATERAL (SELECT {_ROW} FROM item WHERE space_id = $1 AND item.item = wanted.name LIMIT 1) AS found
    """
)
_HEADERS: Final = Statement(
    """
    SELECT item, version, key_term, header FROM unnest($2::bytea[]) AS wanted (name) CROSS JOIN LATERAL (
        SELECT item, version, key_term, header FROM item WHERE space_id = $1 AND item.item = wanted.name LIMIT 1
    ) AS found
    """
)
_COUNT: Final = Statement("SELECT count(*) FROM item WHERE space_id = $1 AND kind = $2")
_HAS_BLOB: Final = Statement(
    """
    SELECT 1 FROM item WHERE space_id = $1 AND item = $2 AND version = $3 AND blob_day IS NOT NULL
    UNION ALL SELECT 1 FROM item_past WHERE space_id = $1 AND item = $2 AND version = $3 AND blob_day IS NOT NULL
    """
)
_BLOBS: Final = Statement(
    """
    SELECT item, version FROM item WHERE space_id = $1 AND blob_day IS NOT NULL
    UNION SELECT item, version FROM item_past WHERE space_id = $1 AND blob_day IS NOT NULL
    """
)


def insert(connection: BaseDatabaseWrapper, sealed: Sequence[SealedItem]) -> None:
    """Store the first versions of some items, by few statements: the largest that fits, again and again."""
    at = 0
    for count in sorted(_INSERTS, reverse=True):
        while len(sealed) - at >= count:
            values = itertools.chain.from_iterable(sealed[at : at + count])
            _INSERTS[count].run(connection, *values)
            at += count


def replace(connection: BaseDatabaseWrapper, sealed: SealedItem) -> bool:
    """Store the next version and move the one before to the past; False when that one is not the current one."""
    return bool(_REPLACE.run(connection, *sealed))


def find(connection: BaseDatabaseWrapper, space: int, item: bytes) -> Row | None:
    """Find the current version of an item."""
    return _row(_CURRENT.one(connection, space, item))


def find_version(connection: BaseDatabaseWrapper, space: int, item: bytes, version: int) -> Row | None:
    """Find one version, current or past."""
    return _row(_VERSION.one(connection, space, item, version))


def list_versions(connection: BaseDatabaseWrapper, space: int, item: bytes, before: int, limit: int) -> list[Row]:
    """List the versions below a number, newest first."""
    return [Row(*row) for row in _HISTORY.all(connection, space, item, before, limit)]


def list_by_months(
    connection: BaseDatabaseWrapper, space: int, months: list[int], start: int, wanted: int
) -> tuple[list[HeaderRow], int]:
    """List whole months, newest first, from place `start` of the month tokens until `wanted` rows are there.

    Returns the rows, unsorted, and the place to go on from (the number of months when nothing is left).
    """
    found = _BY_MONTHS.all(connection, space, months, start, wanted)
    return [HeaderRow(*row[:4]) for row in found], found[0][4] if found else len(months)


def list_by_tokens(connection: BaseDatabaseWrapper, space: int, tokens: Sequence[int], limit: int) -> list[HeaderRow]:
    """List items that carry all the tokens; `limit` rows back means that there may be more."""
    return [HeaderRow(*row) for row in _BY_TOKENS.all(connection, space, list(tokens), limit)]


def list_kind(
    connection: BaseDatabaseWrapper, space: int, kind: int, limit: int, after: bytes = b""
) -> list[HeaderRow]:
    """List all items of a kind in the order of their (random) names, from after one of them."""
    return [HeaderRow(*row) for row in _OF_KIND.all(connection, space, kind, after, limit)]


def list_bodies(connection: BaseDatabaseWrapper, space: int, items: list[bytes]) -> dict[bytes, Row]:
    """Fetch the current rows of some items, by item; an item that is gone meanwhile is not in it."""
    return {row[0]: Row(*row) for row in _BODIES.all(connection, space, items)}


def list_headers(connection: BaseDatabaseWrapper, space: int, items: list[bytes]) -> dict[bytes, HeaderRow]:
    """Fetch the current headers of some items, by item; an item that is gone is not in it."""
    return {row[0]: HeaderRow(*row) for row in _HEADERS.all(connection, space, items)}


def count(connection: BaseDatabaseWrapper, space: int, kind: int) -> int:
    """Count the items of a kind, unfiltered: for the house itself, never for a caller's total."""
    found = _COUNT.one(connection, space, kind)
    return found[0] if found else 0


def has_blob(connection: BaseDatabaseWrapper, space: int, item: bytes, version: int) -> bool:
    """Say whether some row still refers to a blob (for the sweeper)."""
    return _HAS_BLOB.one(connection, space, item, version) is not None


def list_blobs(connection: BaseDatabaseWrapper, space: int) -> list[tuple[bytes, int]]:
    """List (item, version) of every blob of a space (for its erasure)."""
    return [(row[0], row[1]) for row in _BLOBS.all(connection, space)]


def _row(found: tuple[Any, ...] | None) -> Row | None:
    return None if found is None else Row(*found)
