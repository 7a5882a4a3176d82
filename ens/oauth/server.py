"""The authorization server: Authlib's classes, told where our rows are and what our answers look like.

Standards: OAuth 2.1, RFC 6749, 7636 (S256 alone), 7009, 7662, 9207, 9700. Authlib checks demands and says what goes
wrong; what is kept, and for how long, is `ens.oauth.grants`.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749.errors import (
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from ens.kernel.errors import Conflict, Unauthenticated
from ens.oauth import assertions, clients, flows, grants, rules, tokens_about
from ens.oauth.clients import PRIVATE_KEY_JWT, Client

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_UNKNOWN: Final = "The client is not known by what it brings."
_PLAIN: Final = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*")  # what an error may repeat (RFC 6749 section 5.2)
# The type is JSON by itself; `WWW-Authenticate` would offer a way (Basic) that does not exist here.
_REPLACED: Final = frozenset({"Content-Type", "WWW-Authenticate"})
_REPEATED: Final = ("response_type", "client_id", "redirect_uri", "scope", "grant_type")


class Demand(OAuth2Request):  # type: ignore[misc]
    """One demand, whatever framework it came through."""

    def __init__(self, method: str, path: str, values: Mapping[str, list[str]]) -> None:
        # TLS ends in front of us: whether it is there is for whoever operates the house to see to.
        super().__init__(method, f"https://{urlsplit(settings.ENS_PUBLIC_URL).netloc}{path}")
        self.payload = BasicOAuth2Payload({name: held[0] for name, held in values.items()})
        self.payload._datalist = dict(values)  # noqa: SLF001  the class knows no other way

    @property
    def form(self) -> dict[str, str]:
        """Give the fields of the form."""
        return dict(self.payload.data)


class Server(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server over our tables."""

    def query_client(self, client_id: str) -> Client | None:
        """Find a program."""
        return clients.find(client_id)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody: there are no signals here."""

    def validate_requested_scope(self, scope: str | None) -> None:
        """Leave it to the program's registration and to the person."""

    def create_oauth2_request(self, request: HttpRequest | Demand) -> Demand:
        """Read a demand from Django's request."""
        if isinstance(request, Demand):
            return request
        return read_demand(request)

    def generate_token(self, grant_type: str, client: Client, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        """Begin an answer; `save_token` completes it, once what it stands for is stored."""
        scope = asked.get("scope")
        if grant_type == "client_credentials":
            scope = client.get_allowed_scope(scope)
            if scope is None:
                raise InvalidScopeError(description="None of these scopes is registered for this client.")
        return {"token_type": "Bearer", "scope": scope}

    def save_token(self, token: dict[str, Any], request: Demand) -> None:
        """Store what an answer stands for, then write it down in it."""
        client: Client = request.client
        found = request.authorization_code or request.refresh_token
        if found is None:
            token["access_token"], token["expires_in"] = grants.issue_for(client, token["scope"])
            return
        try:
            text, seconds, refresh = grants.exchange(found.open, token["scope"])
        except Conflict as error:
            raise InvalidGrantError(description="It has been used already.") from error
        token |= {"access_token": text, "expires_in": seconds}
        token |= {"refresh_token": refresh} if refresh else {}
        token |= tokens_about.context_of(found.terms)

    def handle_response(self, status: int, body: Any, headers: Any) -> HttpResponse:  # noqa: ANN401  Authlib's own
        """Answer: JSON, or back to the program with who answers (RFC 9207)."""
        named = dict(headers)
        if "Location" in named:
            return lead_back(named["Location"])
        kept = {name: value for name, value in named.items() if name not in _REPLACED}
        return JsonResponse(dict(body) if body else {}, status=status, headers={**kept, **NO_STORE})


def lead_back(location: str) -> HttpResponse:
    """Send the browser back to the program: 303, so that no form goes with it (RFC 9700 section 4.12)."""
    joint = "&" if "?" in location else "?"
    address = f"{location}{joint}{urlencode({'iss': settings.ENS_PUBLIC_URL})}"
    return HttpResponse(status=303, headers={"Location": address, **NO_STORE})


def read_demand(request: HttpRequest) -> Demand:
    """Read the form of a demand."""
    values = {name: [str(each) for each in request.POST.getlist(name)] for name in request.POST}
    check_values(values)
    return Demand(request.method or "POST", request.path, values)


def check_values(values: Mapping[str, list[str]]) -> None:
    """Refuse a parameter that comes twice, or that holds what an error may not repeat (RFC 6749 section 3.1)."""
    for name, held in values.items():
        if len(held) > 1:
            raise InvalidRequestError(description="A parameter is repeated.")
        if name in _REPEATED and not _PLAIN.fullmatch(held[0]):
            raise InvalidRequestError(description="A parameter holds characters that it may not.")


def _authenticate(_query: object, request: Demand) -> Client | None:
    """Know a program by its signed assertion; None when it brings none."""
    form = request.form
    if "client_assertion" not in form and "client_assertion_type" not in form:
        return None
    typed = form.get("client_assertion_type") == rules.ASSERTION_TYPE
    try:
        client = assertions.prove(form.get("client_assertion", "") if typed else "", clients.find, audiences())
    except Unauthenticated as error:
        raise InvalidClientError(status_code=401, description=_UNKNOWN) from error
    if form.get("client_id", client.client_id) != client.client_id:
        raise InvalidClientError(status_code=401, description=_UNKNOWN)
    return client


def audiences() -> frozenset[str]:
    """List the names under which assertions are for us: the token endpoint (SMART), the issuer (RFC 7523 bis)."""
    return frozenset({f"{settings.ENS_PUBLIC_URL}/oauth/token", settings.ENS_PUBLIC_URL})


@cache
def server() -> Server:
    """Give the server of this process."""
    made = Server()
    made.register_client_auth_method(PRIVATE_KEY_JWT, _authenticate)
    made.register_grant(flows.CodeGrant, [flows.S256(required=True), flows.IdentityToken()])
    made.register_grant(flows.RefreshGrant)
    made.register_grant(flows.CredentialsGrant)
    made.register_endpoint(flows.Introspection)
    made.register_endpoint(flows.Revocation)
    return made
