"""The public directory as FHIR resources: practitioners, their roles, organisations and places, each as JSON bytes.

Sources: RPPS and FINESS are public registers. Nothing here is about a person's health, and nothing is sealed.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

MSSANTE: Final = ".mssante.fr"  # the national messaging of health professionals
MATCHES: Final = 5_000  # lines that one question may bring

_INSERT: Final = Statement(
    "INSERT INTO directory_resource (item, kind, identifiers, updated, resource)"
    " VALUES ($1::bytea, $2::text, $3::text[], $4::int8, $5::bytea)"
)
_FIND: Final = Statement(
    "SELECT item, kind, updated, resource FROM directory_resource"
    " WHERE identifiers @> ARRAY[$1::text] ORDER BY item LIMIT $2::int8"
)
_BY_ITEM: Final = Statement("SELECT item, kind, updated, resource FROM directory_resource WHERE item = $1::bytea")
_RESOLVE: Final = Statement(
    "SELECT item, identifiers FROM directory_resource WHERE identifiers && $1::text[] LIMIT $2::int8"
)
# One writer at a time: of two that both found nothing, the second must find the line of the first.
_LOCK: Final = Statement("SELECT pg_advisory_xact_lock(7310)")


class Line(NamedTuple):
    """One resource of the directory; `updated` is in microseconds since 1970."""

    item: bytes
    kind: str
    updated: int
    resource: bytes


def word(kind: str, system: str, value: str) -> str:
    """Write an identifier as it is searched; without a system, the value in any.

    No text of PostgreSQL holds a NUL: who asks for one asks for something that nothing bears.
    """
    return f"{kind}|{system}|{value}".replace("\0", "\ufffd")


def lock(connection: BaseDatabaseWrapper) -> None:
    """Keep other writers of the directory waiting until this transaction ends."""
    _LOCK.one(connection)


def insert(connection: BaseDatabaseWrapper, line: Line, identifiers: Sequence[str]) -> None:
    """Store a resource under the words that find it."""
    _INSERT.run(connection, line.item, line.kind, list(identifiers), line.updated, line.resource)


def find(connection: BaseDatabaseWrapper, identifier: str, limit: int) -> list[Line]:
    """List the resources that bear an identifier."""
    return [Line(*row) for row in _FIND.all(connection, identifier, limit)]


def find_address(connection: BaseDatabaseWrapper, identifier: str) -> str:
    """Find where messages reach a professional (`8` + RPPS), by MSSanté rather than otherwise; empty when unknown.

    Nowhere too when several lines bear the identifier: one of them is wrong.
    """
    found = find(connection, word("Practitioner", "", identifier), 2)
    telecoms: list[Any] = msgspec.json.decode(found[0].resource).get("telecom") or [] if len(found) == 1 else []
    dicts = [each for each in telecoms if isinstance(each, dict)]
    known = [str(each.get("value", "")) for each in dicts if each.get("system") == "email"]
    return next((each for each in known if each.lower().endswith(MSSANTE)), known[0] if known else "")


def find_item(connection: BaseDatabaseWrapper, item: bytes) -> Line | None:
    """Find a resource by its name."""
    row = _BY_ITEM.one(connection, item)
    return None if row is None else Line(*row)


def resolve(connection: BaseDatabaseWrapper, identifiers: Sequence[str]) -> dict[str, list[bytes]]:
    """List the resources that bear each of some identifiers."""
    found: dict[str, list[bytes]] = {each: [] for each in identifiers}
    for item, words in _RESOLVE.all(connection, list(found), MATCHES) if found else []:
        for each in words:
            if each in found:
                found[each].append(item)
    return found
