"""Opaque access tokens: 256 random bits, of which only the hash is stored; revocation is one row, effective at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.kernel.actors import ActorKind
from ens.postgres.statements import Statement

_INSERT = Statement(
    "INSERT INTO token (hash, kind, number, scopes, purpose, expires)"
    " VALUES ($1::bytea, $2::int2, $3::int8, $4::text, $5::text, $6::timestamptz)"
)
_REVOKE = Statement("UPDATE token SET revoked = true WHERE hash = $1::bytea")
_OF_PERSON: Final = "p."  # what the random rest never begins with
_SWEEP = Statement("DELETE FROM token WHERE expires < now() - interval '1 day'")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token lets its holder do, and until when; `purpose` is a v3-PurposeOfUse code."""

    kind: ActorKind
    number: int
    scopes: str
    expires: datetime
    purpose: str = "TREAT"


def is_persons(token: str) -> bool:
    """Say whether a token was given to a person: how it begins tells, and is hashed with the rest."""
    return token.startswith(_OF_PERSON)


def hashed(token: str) -> bytes:
    """Hash a bearer token as it is stored."""
    return hashlib.sha256(token.encode()).digest()


def issue(connection: BaseDatabaseWrapper, grant: Grant) -> str:
    """Make a token for a grant and store its hash; the text is returned once and kept nowhere."""
    token = (_OF_PERSON if grant.kind is ActorKind.PERSON else "") + secrets.token_urlsafe(32)
    _INSERT.run(connection, hashed(token), int(grant.kind), grant.number, grant.scopes, grant.purpose, grant.expires)
    return token


def revoke(connection: BaseDatabaseWrapper, token: str) -> bool:
    """Revoke a token; False when it is unknown."""
    return _REVOKE.run(connection, hashed(token)) == 1


def sweep(connection: BaseDatabaseWrapper) -> int:
    """Delete the tokens that expired more than a day ago; returns how many."""
    return _SWEEP.run(connection)
