"""Registering clients and giving them tokens."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Malformed, Unauthenticated
from ens.oauth import rules
from ens.postgres.statements import Statement
from ens.registry import tokens
from ens.registry.tokens import Grant

_SAVE: Final = Statement(
    "INSERT INTO client (client_id, party, scopes, jwks) VALUES ($1::text, $2::int8, $3::text, $4::jsonb)"
    " ON CONFLICT (client_id) DO UPDATE SET scopes = excluded.scopes, jwks = excluded.jwks"
)
_FIND: Final = Statement(
    "SELECT c.party, c.scopes, c.jwks::text, p.kind FROM client c JOIN party p ON p.number = c.party"
    " WHERE c.client_id = $1::text AND c.active AND p.active"
)
_USE: Final = Statement(
    "INSERT INTO client_assertion (digest, expires) VALUES ($1::bytea, $2::timestamptz) ON CONFLICT DO NOTHING"
)
_SWEEP: Final = Statement("DELETE FROM client_assertion WHERE expires < now()")
_ASSERTION_MAX: Final = 8_192


@dataclass(frozen=True, slots=True)
class Issued:
    """A token just issued: its text, its scopes and its life in seconds."""

    token: str
    scopes: str
    seconds: int


def register_client(client_id: str, party: int, scopes: str, jwks: dict[str, Any]) -> None:
    """Let a program of a structure ask for tokens with these public keys (a JSON Web Key Set)."""
    KeySet.import_key_set(jwks)  # type: ignore[arg-type]
    _SAVE.run(database(), client_id, party, scopes, json.dumps(jwks))


def issue_for_assertion(assertion: str, asked: str, audience: str) -> Issued:
    """Give a token to a client that proves its key; one answer for every fault, an assertion serves once."""
    client_id = _claimed_client(assertion)
    row = _FIND.one(database(), client_id)
    if row is None:
        raise Unauthenticated
    party, allowed, jwks, kind = row
    claims = _verified(assertion, jwks)
    now = clock.now_us() // 1_000_000
    if not rules.is_acceptable(claims, client_id, audience, now):
        raise Unauthenticated
    scopes = rules.granted_scopes(asked, allowed)
    if not scopes:
        raise Malformed(reasons=("invalid_scope",))
    with transaction.atomic(durable=True):
        digest = hashlib.sha256(f"{client_id}\n{claims['jti']}".encode()).digest()
        if not _USE.run(database(), digest, clock.now() + timedelta(seconds=2 * rules.MAX_LIFE_SECONDS)):
            raise Unauthenticated  # a replay
        expires = clock.now() + timedelta(seconds=rules.TOKEN_SECONDS)
        token = tokens.issue(database(), Grant(ActorKind(kind), party, scopes, expires))
    return Issued(token, scopes, rules.TOKEN_SECONDS)


def _claimed_client(assertion: str) -> str:
    """Read who the assertion says it is from, before anything is proven."""
    if len(assertion) > _ASSERTION_MAX:
        raise Unauthenticated
    try:
        payload = assertion.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        issuer = claims["iss"]
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise Unauthenticated from error
    if not isinstance(issuer, str) or not issuer.isascii() or not issuer.isprintable():
        raise Unauthenticated  # PostgreSQL's texts hold no zero, and no client was ever registered so
    return issuer


def _verified(assertion: str, jwks: str) -> dict[str, Any]:
    try:
        keys = KeySet.import_key_set(json.loads(jwks))
        return dict(jwt.decode(assertion, keys, algorithms=list(rules.ALGORITHMS)).claims)
    except (JoseError, ValueError) as error:
        raise Unauthenticated from error


def sweep() -> int:
    """Forget the assertions that have expired; returns how many."""
    return _SWEEP.run(database())
