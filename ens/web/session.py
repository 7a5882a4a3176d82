"""The session of a person's browser: an opaque token in a cookie, of which the house keeps the hash alone.

The token stands in the same table as those of programs: signing out revokes its row, with effect on the next request.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.gate.facts import Visit
from ens.gate.house import database
from ens.kernel.errors import Unauthenticated
from ens.registry import tokens

_LONGEST: Final = 128  # characters of a token; ours have 43


def is_secure() -> bool:
    """Say whether people reach the house over https alone."""
    return bool(settings.ENS_PUBLIC_URL.startswith("https:"))


def has_session(request: HttpRequest) -> bool:
    """Say whether the browser brings a session, valid or not."""
    return bool(_token(request))


def visit_of(request: HttpRequest) -> Visit:
    """Tell who comes in; whether the session is still valid is for the gate to say, at each act."""
    token = _token(request)
    if not token:
        raise Unauthenticated
    return Visit(tokens.hashed(token))


def open_session(response: HttpResponse, token: str) -> None:
    """Give the browser its session; it ends with the browser, or when the token does."""
    response.set_cookie(settings.ENS_COOKIE, token, secure=is_secure(), httponly=True, samesite="Lax", path="/")


def end_session(request: HttpRequest) -> None:
    """Revoke the session that the browser brings, if any: for whoever copied it too."""
    token = _token(request)
    if token:
        tokens.revoke(database(), token)


def forget_session(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(settings.ENS_COOKIE, path="/", samesite="Lax")


def _token(request: HttpRequest) -> str:
    token = request.COOKIES.get(settings.ENS_COOKIE, "")
    return token if len(token) <= _LONGEST else ""
