"""Programs that are registered: who stands behind them, for whom they are, how they prove themselves, where answers go.

The methods are those that Authlib asks of a client (RFC 6749 section 2). A program without keys is public: it proves
nothing but its code verifier. A secret shared with a program does not exist here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ens.gate.house import database
from ens.kernel.actors import ActorKind
from ens.oauth.scopes import grantable
from ens.postgres.statements import Statement
from ens.registry import parties

Audience = Literal["structure", "person", "professional"]
PRIVATE_KEY_JWT: Final = "private_key_jwt"
_COLUMNS: Final = (
    "c.client_id, c.party, p.kind, p.name, c.audience, c.scopes, c.purpose, c.redirect_uris, c.origins, c.sector,"
    " c.jwks::text, c.jwks_uri, c.introspects, c.active AND p.active"
)
_FROM: Final = "FROM client c JOIN party p ON p.number = c.party"
_FIND: Final = Statement(f"SELECT {_COLUMNS} {_FROM} WHERE c.client_id = $1::text AND c.active AND p.active")
_LIST: Final = Statement(f"SELECT {_COLUMNS} {_FROM} ORDER BY c.client_id")
_SAVE: Final = Statement(
    "INSERT INTO client (client_id, party, audience, scopes, purpose, redirect_uris, origins, sector, jwks, jwks_uri,"
    " introspects) VALUES ($1::text, $2::int8, $3::text, $4::text, $5::text, $6::text[], $7::text[], $8::text,"
    " $9::jsonb, $10::text, $11::bool) ON CONFLICT (client_id) DO UPDATE SET scopes = excluded.scopes,"
    " purpose = excluded.purpose, redirect_uris = excluded.redirect_uris, origins = excluded.origins,"
    " jwks = excluded.jwks, jwks_uri = excluded.jwks_uri, introspects = excluded.introspects, active = true"
)
_SET_ACTIVE: Final = Statement(
    "UPDATE client c SET active = $2::bool FROM party p WHERE c.client_id = $1::text AND p.number = c.party"
    " RETURNING p.number, p.kind"
)
_HAS_ORIGIN: Final = Statement("SELECT 1 FROM client WHERE active AND origins @> ARRAY[$1::text]")
_GRANTS: Final[dict[str, frozenset[str]]] = {
    "structure": frozenset({"client_credentials"}),
    "person": frozenset({"authorization_code", "refresh_token"}),
    "professional": frozenset({"authorization_code", "refresh_token"}),
}
CONTEXTS: Final[dict[str, tuple[str, ...]]] = {
    "structure": ("system",),
    "person": ("patient",),
    "professional": ("user",),
}


@dataclass(frozen=True, slots=True)
class Client:
    """One program; `sector` is what its pairwise names depend on, `origins` are those of its pages in browsers."""

    client_id: str
    party: int
    kind: ActorKind
    name: str
    audience: Audience
    scopes: str
    purpose: str = ""
    redirect_uris: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    sector: str = ""
    jwks: str = '{"keys": []}'
    jwks_uri: str = ""
    introspects: bool = False
    active: bool = True

    @property
    def is_public(self) -> bool:
        """Say whether the program has no key to prove itself with."""
        return not self.jwks_uri and not json.loads(self.jwks).get("keys")

    def get_client_id(self) -> str:
        """Tell the name that it goes by."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """Give none: every demand says where its answer goes."""
        return

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Give what it may ask for; all of its own to a structure that asks for nothing, None for nothing at all."""
        asked = scope or (self.scopes if self.audience == "structure" else "")
        return grantable(asked, self.scopes, CONTEXTS[self.audience]) or None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare letter by letter (RFC 9700 section 2.1)."""
        return redirect_uri in self.redirect_uris

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Say whether it proves itself in this way."""
        return method == ("none" if self.is_public else PRIVATE_KEY_JWT)

    def check_response_type(self, response_type: str) -> bool:
        """Say whether it takes this kind of answer: a code, for those who act for somebody."""
        return response_type == "code" and self.audience != "structure"

    def check_grant_type(self, grant_type: str) -> bool:
        """Say whether it may get tokens in this way."""
        return grant_type in _GRANTS[self.audience]


def find(client_id: str) -> Client | None:
    """Find an active program; what is not plain text was never registered."""
    if not client_id.isascii() or not client_id.isprintable():
        return None  # PostgreSQL's texts hold no zero
    row = _FIND.one(database(), client_id)
    return None if row is None else _client(row)


def list_all() -> list[Client]:
    """List every program, suspended ones too."""
    return [_client(row) for row in _LIST.all(database())]


def save(client: Client) -> None:
    """Register a program, or change what is known of it; who stands behind it stays. ValueError says what is wrong."""
    check(client)
    sector = client.sector or next((urlsplit(uri).hostname or uri for uri in client.redirect_uris), client.client_id)
    _SAVE.run(
        database(),
        client.client_id,
        client.party,
        client.audience,
        client.scopes,
        client.purpose,
        list(client.redirect_uris),
        list(client.origins),
        sector,
        client.jwks,
        client.jwks_uri,
        client.introspects,
    )


def set_active(client_id: str, *, active: bool) -> bool:
    """Suspend or restore a program, with the tokens of an app; False when it is unknown."""
    row = _SET_ACTIVE.one(database(), client_id, active)
    if row is not None and row[1] == ActorKind.APP:
        parties.set_active(database(), row[0], active=active)
    return row is not None


def has_origin(origin: str) -> bool:
    """Say whether pages of this origin belong to a registered program."""
    return origin.isascii() and origin.isprintable() and _HAS_ORIGIN.one(database(), origin) is not None


def check(client: Client) -> None:
    """Raise ValueError, saying why, when a program cannot be registered so."""
    _import_keys(client.jwks)
    if client.audience == "structure" and client.is_public:
        msg = "a structure's program proves itself with keys (--jwks or --jwks-uri)"
        raise ValueError(msg)
    if (client.audience == "structure") == bool(client.redirect_uris):
        msg = "a program for people has redirect addresses, one of a structure has none"
        raise ValueError(msg)
    for address in client.redirect_uris:
        _check_address(address, native=True)
    for address in (*client.origins, *filter(None, (client.jwks_uri,))):
        _check_address(address)
    if len({urlsplit(uri).hostname or uri for uri in client.redirect_uris}) > 1 and not client.sector:
        msg = "redirect addresses on several hosts need a common --sector (OpenID Connect Core, section 8.1)"
        raise ValueError(msg)


def _check_address(address: str, *, native: bool = False) -> None:
    """Refuse an address that is not https, this machine's own, or (for an app on a phone) a scheme of a reversed name.

    RFC 8252 sections 7.1 and 7.3; RFC 9700 section 2.1: no fragment, nothing to be interpreted.
    """
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    secure = parts.scheme == "https" and bool(parts.hostname)
    own = native and "." in parts.scheme and not parts.netloc
    plain = address.isascii() and address.isprintable() and not set(address) & set(" \"\\<>#*'`;,")
    if not (local or secure or own) or not plain or parts.username is not None:
        msg = f"not an address that answers may go to: {address}"
        raise ValueError(msg)


def _import_keys(jwks: str) -> None:
    try:
        keys: dict[str, Any] = json.loads(jwks)
        if keys.get("keys"):
            KeySet.import_key_set(keys)  # type: ignore[arg-type]
        private = any("d" in key or key.get("kty") == "oct" for key in keys.get("keys", ()))
    except (JoseError, ValueError, AttributeError, TypeError) as error:
        msg = "the keys are no JSON Web Key Set"
        raise ValueError(msg) from error
    if private:
        msg = "the keys hold a private one: keep it"
        raise ValueError(msg)


def _client(row: Iterable[Any]) -> Client:
    client_id, party, kind, name, audience, scopes, purpose, uris, origins, *rest = row
    return Client(
        client_id, party, ActorKind(kind), name, audience, scopes, purpose, tuple(uris), tuple(origins), *rest
    )
