"""What was granted to programs on behalf of somebody, and the secrets that stand for it: rows without a word in clear.

A grant has a number of its own. For an app it is the number of its link, which its tokens bear; whose the link is, and
which app's, stands sealed in the sharing state of the space alone. Codes, refresh tokens and access tokens are hashes.
"""

from datetime import datetime
from enum import IntEnum
from typing import Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

_INSERT: Final = Statement(
    "INSERT INTO oauth_grant (number, space_id, key_term, sealed, expires)"
    " VALUES ($1::int8, $2::int8, $3::int2, $4::bytea, $5::timestamptz)"
)
_SPACE: Final = Statement("SELECT space_id FROM oauth_grant WHERE number = $1::int8")
_ISSUE: Final = Statement(
    "INSERT INTO oauth_secret (hash, number, use, client_id, expires)"
    " VALUES ($1::bytea, $2::int8, $3::int2, $4::text, $5::timestamptz)"
)
_FIND: Final = Statement(
    "SELECT s.use, s.client_id, s.spent, s.expires, s.expires > now() AND NOT coalesce(g.revoked, false)"
    " AND NOT coalesce(t.revoked, false), g.number, g.space_id, g.key_term, g.sealed, g.expires, t.scopes"
    " FROM oauth_secret s LEFT JOIN oauth_grant g ON g.number = s.number LEFT JOIN token t ON t.hash = s.hash"
    " WHERE s.hash = $1::bytea"
)
_SPEND: Final = Statement(
    "UPDATE oauth_secret SET spent = true WHERE hash = $1::bytea AND NOT spent AND expires > now()"
    " AND (SELECT NOT revoked FROM oauth_grant g WHERE g.number = oauth_secret.number FOR UPDATE)"
)
_REVOKE: Final = Statement("UPDATE oauth_grant SET revoked = true WHERE number = ANY ($1::int8[]) AND NOT revoked")
_REVOKE_TOKENS: Final = Statement(
    "UPDATE token t SET revoked = true FROM oauth_secret s WHERE s.number = ANY ($1::int8[]) AND t.hash = s.hash"
)
_SWEEP_SECRETS: Final = Statement("DELETE FROM oauth_secret WHERE expires < now() - interval '1 day'")
_SWEEP: Final = Statement(
    "DELETE FROM oauth_grant g WHERE expires < now() - interval '1 day'"
    " AND NOT EXISTS (SELECT 1 FROM oauth_secret s WHERE s.number = g.number)"
)


class Use(IntEnum):
    """What a secret is good for; the number is stored."""

    CODE = 1
    REFRESH = 2
    ACCESS = 3


class Grant(NamedTuple):
    """A grant as stored: what it says opens under the key of its space alone (the house's, for professionals)."""

    number: int
    space: int
    key_term: int
    sealed: bytes
    expires: datetime


class Secret(NamedTuple):
    """A secret that was found by its hash; a structure's access token has its client's id and no grant.

    `live` says that neither it nor its grant has ended or been revoked, `scopes` are those of an access token.
    """

    hash: bytes
    use: Use
    client_id: str
    spent: bool
    expires: datetime
    live: bool
    grant: Grant | None
    scopes: str


def insert(connection: BaseDatabaseWrapper, grant: Grant) -> None:
    """Store a grant."""
    _INSERT.run(connection, *grant)


def issue(
    connection: BaseDatabaseWrapper, digest: bytes, use: Use, expires: datetime, number: int | None, client_id: str = ""
) -> None:
    """Store the hash of a secret, of a grant or of a structure's client."""
    _ISSUE.run(connection, digest, number, int(use), client_id, expires)


def find(connection: BaseDatabaseWrapper, digest: bytes) -> Secret | None:
    """Find a secret by its hash, with its grant."""
    row = _FIND.one(connection, digest)
    if row is None:
        return None
    grant = None if row[5] is None else Grant(*row[5:10])
    return Secret(digest, Use(row[0]), row[1], row[2], row[3], row[4], grant, row[10] or "")


def find_space(connection: BaseDatabaseWrapper, number: int) -> int | None:
    """Find the space that a grant leads into."""
    row = _SPACE.one(connection, number)
    return None if row is None else int(row[0])


def spend(connection: BaseDatabaseWrapper, digest: bytes) -> bool:
    """Use a code or a refresh token up; False when somebody has done so already: of two at once, one gets through."""
    return _SPEND.run(connection, digest) == 1


def revoke(connection: BaseDatabaseWrapper, numbers: list[int]) -> None:
    """Revoke grants with every secret of theirs, effective on the next request."""
    _REVOKE.run(connection, numbers)
    _REVOKE_TOKENS.run(connection, numbers)


def sweep(connection: BaseDatabaseWrapper) -> int:
    """Delete the secrets that ended more than a day ago, and the grants that have none left."""
    return _SWEEP_SECRETS.run(connection) + _SWEEP.run(connection)
