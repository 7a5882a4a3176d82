"""A program's demand at the authorization endpoint: read, checked, and answered when it is wrong.

Nobody is sent anywhere until the program and its address are known (RFC 6749 section 4.1.2.1). What comes after that is
told to the program, with `state` and who answers (RFC 9207).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse

from ens.kernel.errors import Malformed
from ens.oauth.clients import Client
from ens.oauth.scopes import LONGEST, read
from ens.oauth.server import Demand, check_values, server

PARAMETERS: Final = (
    *("response_type", "client_id", "redirect_uri", "scope", "state", "aud", "resource", "nonce", "prompt", "max_age"),
    *("code_challenge", "code_challenge_method", "login_hint", "ui_locales", "response_mode", "launch", "request"),
)
QUERY_LONGEST: Final = 2_800  # it is carried through signing in
STATE_LONGEST: Final = 1_000
AGE_DIGITS: Final = 9
_ANYBODY: Final = "anybody"  # who answers is asked afterwards
_FORM: Final = "application/x-www-form-urlencoded"
_FORM_LIMIT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A demand that is in order: who asks, for what, and how it is to be answered; `text` is the demand itself."""

    demand: Demand
    grant: Any
    client: Client
    scopes: str
    text: str

    def said(self, name: str) -> str:
        """Give a parameter, or an empty text."""
        return str(self.demand.payload.data.get(name) or "")

    @property
    def destination(self) -> str:
        """Tell where the browser will be sent, as one says it: a host, or the name of an app on this device."""
        parts = urlsplit(self.said("redirect_uri"))
        return parts.hostname or "l’application sur cet appareil"

    @property
    def prompts(self) -> frozenset[str]:
        """Give what the program wants to be shown (OpenID Connect Core section 3.1.2.1)."""
        return frozenset(self.said("prompt").split())


class Answered(Exception):
    """A demand that is already answered: the browser goes back to the program with an error."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def read_asked(query: str) -> Asked:
    """Read a demand; raises `Malformed` when nobody can be answered, `Answered` when the program is told."""
    try:
        demand = _demand(query)
        grant = server().get_consent_grant(demand, end_user=_ANYBODY)
    except OAuth2Error as error:
        raise _told(error) from error
    asked = Asked(demand, grant, demand.client, demand.scope, query)
    _check(asked)
    return asked


def as_link(request: HttpRequest) -> str:
    """Write a demand that came as a form as an address: it changes nothing until somebody has answered."""
    fields: dict[str, str] = {}
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type == _FORM and length.isdecimal() and int(length) <= _FORM_LIMIT:
        with suppress(SuspiciousOperation, UnreadablePostError, LookupError):
            fields = {name: str(value) for name, value in request.POST.items() if name in PARAMETERS}
    return f"{reverse('oauth-authorize')}?{urlencode(fields)[:_FORM_LIMIT]}"


def refuse(asked: Asked, error: str, description: str = "") -> HttpResponse:
    """Tell the program that it gets nothing."""
    wrong = OAuth2Error(error=error, description=description or None, redirect_uri=asked.said("redirect_uri"))
    wrong.state = asked.said("state")
    answer: HttpResponse = server().handle_error_response(asked.demand, wrong)
    return answer


def _demand(query: str) -> Demand:
    if len(query) > QUERY_LONGEST:
        raise InvalidRequestError(description="The demand is too long.")
    values: Mapping[str, list[str]] = parse_qs(query, keep_blank_values=True, max_num_fields=40)
    check_values(values)
    if not all(value.isprintable() for held in values.values() for value in held):
        raise InvalidRequestError(description="A parameter holds signs that cannot be seen.")
    return Demand("GET", reverse("oauth-authorize"), values)


def _told(error: OAuth2Error) -> Exception:
    """Tell the program, when it is known where it is; else the person."""
    if not error.redirect_uri:
        return Malformed(
            "L’application qui vous envoie ici n’est pas reconnue, ou son adresse n’est pas celle qu’elle a déclarée."
            " Rien ne lui a été donné."
        )
    return Answered(server().handle_error_response(None, error))


def _check(asked: Asked) -> None:
    """Check what Authlib leaves to us: SMART App Launch 2.2, "Obtain authorization code"; RFC 9101 is not served."""
    fault = _fault(asked)
    if fault:
        error, description = fault
        raise Answered(refuse(asked, error, description))


def _fault(asked: Asked) -> tuple[str, str] | None:
    """Find the first thing that is wrong, as an error and what to mend."""
    wrong, state = "invalid_request", asked.said("state")
    reads = any(read(scope) for scope in asked.scopes.split())
    age = asked.said("max_age")
    faults = (
        (not state or len(state) > STATE_LONGEST, wrong, "state is required, and short."),
        (asked.said("response_mode") not in {"", "query"}, wrong, "response_mode is query."),
        (bool(asked.said("request")), "request_not_supported", "request is not supported."),
        (bool(asked.said("request_uri")), "request_uri_not_supported", "request_uri is not supported."),
        (len(asked.scopes) > LONGEST, "invalid_scope", "Too many scopes."),
        (reads and _audience(asked) != f"{settings.ENS_PUBLIC_URL}/fhir", wrong, "aud is the FHIR server address."),
        ("none" in asked.prompts and len(asked.prompts) > 1, wrong, "prompt=none stands alone."),
        (bool(age) and not (age.isdecimal() and len(age) <= AGE_DIGITS), wrong, "max_age is a number of seconds."),
    )
    return next(((error, text) for is_wrong, error, text in faults if is_wrong), None)


def _audience(asked: Asked) -> str:
    """Tell whom the tokens will be shown to: `aud` (SMART), or `resource` (RFC 8707)."""
    return (asked.said("aud") or asked.said("resource")).rstrip("/")
