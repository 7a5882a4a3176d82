"""The way out: RP-Initiated Logout, and Back-Channel Logout from a page that lists the sessions."""

import contextlib
import uuid
from typing import Final

import httpx
from joserfc import jwt
from joserfc.errors import JoseError

from ens.sandbox.providers import pages, wire
from ens.sandbox.providers.ledger import Someone, now
from ens.sandbox.providers.provider import Provider
from ens.sandbox.providers.statements import distort, sign
from ens.sandbox.providers.wire import Answer, Request

_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_SECONDS: Final = 5.0


def end_session(provider: Provider, request: Request) -> Answer:
    """End the session that an id_token names, then send the browser back to the service."""
    asked = request.form if request.method == "POST" else request.query
    try:
        claims = jwt.decode(asked.get("id_token_hint", ""), provider.key, algorithms=["ES256"]).claims
    except (JoseError, ValueError):
        claims = {}
    provider.ledger.sessions.take(str(claims.get("sid", "")))
    if claims and asked.get("post_logout_redirect_uri") == provider.client.left_uri:
        return wire.go_to(provider.client.left_uri, {"state": asked.get("state", "")})
    return pages.say(provider, "Vous êtes déconnecté.")


def sessions(provider: Provider, request: Request) -> Answer:
    """List the sessions; closing one tells the service (OpenID Connect Back-Channel Logout)."""
    if request.method == "POST":
        sid = request.form.get("sid", "")
        who = provider.ledger.sessions.take(sid)
        if who is not None:
            _tell(provider, who, sid)
        return wire.go_to("/sessions", {})
    return pages.list_sessions(provider)


def _tell(provider: Provider, who: Someone, sid: str) -> None:
    claims = {
        "iss": provider.issuer,
        "aud": provider.client.client_id,
        "iat": now(),
        "exp": now() + 120,
        "jti": uuid.uuid4().hex,
        "sub": who.sub,
        "sid": sid,
        "events": {_EVENT: {}},
    }
    faults = set(provider.faults)
    statement = sign(distort(claims, faults - {"no_nonce"}), provider.key, faults, "logout+jwt")
    with contextlib.suppress(httpx.HTTPError), httpx.Client(timeout=_SECONDS, trust_env=False) as client:
        client.post(provider.client.logout_uri, data={"logout_token": statement})
