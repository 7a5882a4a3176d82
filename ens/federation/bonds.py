"""What ties a session here to one at a provider: sealed, and found again by blind marks when the provider ends it."""

import json
from typing import Final, NamedTuple

from ens.federation.client import Proven
from ens.federation.providers import Provider
from ens.gate import secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel.actors import ActorKind
from ens.postgres.statements import Statement

_INSERT: Final = Statement(
    "INSERT INTO federated_session (hash, provider, sid, sub, key_term, sealed)"
    " VALUES ($1::bytea, $2::text, $3::bytea, $4::bytea, $5::int2, $6::bytea)"
)
_FIND: Final = Statement("SELECT provider, key_term, sealed FROM federated_session WHERE hash = $1::bytea")
_CHANGE: Final = Statement(
    "UPDATE federated_session SET key_term = $2::int2, sealed = $3::bytea WHERE hash = $1::bytea"
)
_END: Final = Statement(
    "UPDATE token t SET revoked = true FROM federated_session f WHERE t.hash = f.hash AND NOT t.revoked"
    " AND f.provider = $1::text AND CASE WHEN $3::bool THEN f.sub = $4::bytea ELSE f.sid = $2::bytea END"
    " RETURNING t.kind, t.number"
)
_NAME_BYTES: Final = 10


class Bond(NamedTuple):
    """One tie: which provider, the statement that it gave, and the structure that a professional has chosen."""

    provider: str
    statement: str
    place: str = ""


def tie(space: int, token_hash: bytes, provider: Provider, proven: Proven) -> None:
    """Keep what ties a new session to the provider's."""
    term, sealed = _seal(space, token_hash, Bond(provider.slug, proven.statement))
    sid, sub = (_mark(provider, name, proven.claims.get(name)) for name in ("sid", "sub"))
    _INSERT.run(database(), token_hash, provider.slug, sid, sub, term, sealed)


def find(space: int, token_hash: bytes) -> Bond | None:
    """Find what ties a session; None when no provider opened it."""
    row = _FIND.one(database(), token_hash)
    plain = None if row is None else secrets.unseal(space, token_hash[:_NAME_BYTES], Sealed(row[1], row[2]))
    return None if row is None or plain is None else Bond(row[0], **json.loads(plain))


def choose_place(space: int, token_hash: bytes, bond: Bond, place: str) -> None:
    """Keep where a professional works in this session."""
    _CHANGE.run(database(), token_hash, *_seal(space, token_hash, bond._replace(place=place)))


def end(provider: Provider, sid: str, sub: str) -> list[tuple[ActorKind, int]]:
    """End the sessions of one session of the provider, or, when it names none, all of its subject; tell whose."""
    marks = _mark(provider, "sid", sid), not sid, _mark(provider, "sub", sub)
    return [(ActorKind(kind), number) for kind, number in _END.all(database(), provider.slug, *marks)]


def _seal(space: int, token_hash: bytes, bond: Bond) -> Sealed:
    plain = json.dumps({"statement": bond.statement, "place": bond.place}).encode()
    return secrets.seal(space, token_hash[:_NAME_BYTES], plain)


def _mark(provider: Provider, name: str, value: object) -> bytes:
    return secrets.blind(f"federation-{name}", f"{provider.issuer}|{value or ''}")
