"""Programs that prove themselves with a signed assertion (private_key_jwt); one refusal for every fault.

Standards: RFC 7523 section 3, SMART App Launch 2.2 "Client authentication: asymmetric". An assertion serves once, in
all processes.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError

from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.errors import Unauthenticated
from ens.oauth import client_keys, rules
from ens.oauth.clients import Client
from ens.postgres.statements import Statement

_USE: Final = Statement(
    "INSERT INTO client_assertion (digest, expires) VALUES ($1::bytea, $2::timestamptz) ON CONFLICT DO NOTHING"
)
_SWEEP: Final = Statement("DELETE FROM client_assertion WHERE expires < now()")
_ASSERTION_MAX: Final = 8_192


def prove(assertion: str, find: Callable[[str], Client | None], audiences: frozenset[str]) -> Client:
    """Give the client that an assertion proves; raises `Unauthenticated` otherwise, and at its second use."""
    head, claimed = _part(assertion, 0), _part(assertion, 1)
    client = find(str(claimed.get("iss", "")))
    if client is None or client.is_public:
        raise Unauthenticated
    claims = _verified(assertion, head, client)
    now = clock.now_us() // 1_000_000
    if not rules.is_acceptable(claims, client.client_id, audiences, now):
        raise Unauthenticated
    digest = hashlib.sha256(f"{client.client_id}\n{claims['jti']}".encode()).digest()
    if not _USE.run(database(), digest, clock.now() + timedelta(seconds=2 * rules.MAX_LIFE_SECONDS)):
        raise Unauthenticated  # a replay
    return client


def sweep() -> int:
    """Forget the assertions that have expired; returns how many."""
    return _SWEEP.run(database())


def _part(assertion: str, place: int) -> dict[str, Any]:
    """Read what a part of the assertion says, before anything is proven."""
    if len(assertion) > _ASSERTION_MAX:
        raise Unauthenticated
    try:
        part = assertion.split(".")[place]
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, RecursionError) as error:
        raise Unauthenticated from error
    if not isinstance(said, dict):
        raise Unauthenticated
    return said


def _verified(assertion: str, head: dict[str, Any], client: Client) -> dict[str, Any]:
    """Check the signature: a key that is named and not known yet makes the program's own list be fetched anew."""
    jku, kid = head.get("jku"), head.get("kid")
    if jku is not None and jku != client.jwks_uri:
        raise Unauthenticated
    for keys in client_keys.list_sets(client, str(kid or "")):
        try:
            return dict(jwt.decode(assertion, keys, algorithms=list(rules.ALGORITHMS)).claims)
        except (JoseError, ValueError):
            continue
    raise Unauthenticated
