"""An OpenID provider in memory: Core, Discovery, RP-Initiated and Back-Channel Logout, RFC 7636, RFC 9207.

It does what FranceConnect+ and Pro Santé Connect do in the eyes of a service: code with PKCE, ES256 statements,
userinfo as a signed statement. Whoever it names was not proven in any way.
"""

import hmac
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

from ens.sandbox.providers import approval, entering, leaving, wire
from ens.sandbox.providers.provider import Provider
from ens.sandbox.providers.statements import ELSEWHERE, FAULTS
from ens.sandbox.providers.wire import Answer, Request

_ENDLESS: Final = 4_000_000  # bytes


def application(provider: Provider) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Give the WSGI application of a stand-in."""

    def serve(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return _serve(provider, wire.read(environ)).give(start)

    return serve


def _serve(provider: Provider, request: Request) -> Answer:
    found = _ROUTES.get(request.path)
    if found is None or (found[0] and not provider.by_phone):
        return Answer(b"", HTTPStatus.NOT_FOUND)
    return found[1](provider, request)


def _discovery(provider: Provider, _request: Request) -> Answer:
    issuer = provider.issuer
    words = {
        "issuer": ELSEWHERE if "discovery_of_another_issuer" in provider.faults else issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{ELSEWHERE if 'discovery_leads_elsewhere' in provider.faults else issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/end-session",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "acr_values_supported": ["eidas1", "eidas2", "eidas3"],
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "userinfo_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    if provider.by_phone:
        words["backchannel_authentication_endpoint"] = f"{issuer}/approval"
        words["backchannel_token_delivery_modes_supported"] = ["poll"]
        words["grant_types_supported"] = ["authorization_code", approval.GRANT]
    return wire.as_json(words, Cache_Control="public, max-age=60", ETag='"1"')


def _jwks(provider: Provider, _request: Request) -> Answer:
    if "endless_answer" in provider.faults:
        return Answer(b" " * _ENDLESS, kind="application/json")
    return wire.as_json({"keys": [provider.key.as_dict(private=False)]}, Cache_Control="public, max-age=60")


def _control(provider: Provider, request: Request) -> Answer:
    """Set the faults of the moment; only who knows the service's secret may (the house itself, and tests)."""
    asked = request.headers.get("authorization", "")
    wanted = set(request.body.decode("ascii", "replace").split())
    if request.method != "POST" or not hmac.compare_digest(asked.encode(), f"Bearer {provider.client.secret}".encode()):
        return Answer(b"", HTTPStatus.NOT_FOUND)
    if not wanted <= FAULTS:
        return wire.refusal("unknown_fault", " ".join(sorted(wanted - FAULTS)))
    provider.faults.clear()
    provider.faults.update(wanted)
    return wire.as_json({"faults": sorted(wanted)})


Route = Callable[[Provider, Request], Answer]
_ROUTES: Final[dict[str, tuple[bool, Route]]] = {
    "/.well-known/openid-configuration": (False, _discovery),
    "/jwks": (False, _jwks),
    "/authorize": (False, entering.authorize),
    "/token": (False, entering.token),
    "/userinfo": (False, entering.userinfo),
    "/end-session": (False, leaving.end_session),
    "/sessions": (False, leaving.sessions),
    "/approval": (True, approval.ask),
    "/telephone": (True, approval.phone),
    "/misbehave": (False, _control),
    "/standin.css": (False, entering.style),
}
