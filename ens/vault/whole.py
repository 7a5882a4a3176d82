"""Whole rows and headers of one space, in the order of their (random) names."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement
from ens.vault.items import HeaderRow, Row

_ROWS: Final = Statement(
    "SELECT item, version, key_term, header, body FROM item WHERE space_id = $1 AND item > $2 ORDER BY item LIMIT $3"
)
_HEADERS: Final = Statement(
    "SELECT item, version, key_term, header FROM item WHERE space_id = $1 ORDER BY item LIMIT $2"
)
_OF_KIND: Final = Statement(
    "SELECT item, version, key_term, header, body FROM item WHERE space_id = $1 AND kind = $2 ORDER BY item LIMIT $3"
)
# A kind of which there are more gives one row without an item; so does one of which there is none. Lateral, so that the
# number is looked at once, before anything is fetched; without its LIMIT the planner takes the LATERAL away again.
_FEW: Final = Statement(
    """
    WITH few AS (SELECT count(*) AS number FROM (SELECT FROM item WHERE space_id = $1 AND kind = $2 LIMIT $3) AS one)
    SELECT few.number, found.* FROM few LEFT JOIN LATERAL (
        SELECT item, version, key_term, header FROM item WHERE few.number < $3 AND space_id = $1 AND kind = $2 LIMIT $3
    ) AS found ON true
    """
)


def list_few(connection: BaseDatabaseWrapper, space: int, kind: int, limit: int) -> list[HeaderRow] | None:
    """List the headers of a kind of which there are fewer than `limit`; None when there are more."""
    rows = _FEW.all(connection, space, kind, limit)
    if rows[0][0] >= limit:
        return None
    return [HeaderRow(*row[1:]) for row in rows if row[1] is not None]


def list_of_kind(connection: BaseDatabaseWrapper, space: int, kind: int, limit: int) -> list[Row]:
    """List the current rows of a kind of which there are few."""
    return [Row(*row) for row in _OF_KIND.all(connection, space, kind, limit)]


def list_rows(connection: BaseDatabaseWrapper, space: int, after: bytes, limit: int) -> list[Row]:
    """List current rows of every kind, from after an item on."""
    return [Row(*row) for row in _ROWS.all(connection, space, after, limit)]


def list_headers(connection: BaseDatabaseWrapper, space: int, limit: int) -> list[HeaderRow]:
    """List the headers of all current rows."""
    return [HeaderRow(*row) for row in _HEADERS.all(connection, space, limit)]
