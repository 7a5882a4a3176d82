"""The addresses that programs call: token, revocation, introspection, keys, descriptions. No page, no cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from ens.kernel.errors import Conflict, Unavailable
from ens.oauth import discovery, origins, signing
from ens.oauth.server import server

_FORM: Final = "application/x-www-form-urlencoded"
_FORM_LIMIT: Final = 250_000  # bytes, read before anybody is known; an assertion has 8,192 at most
_CACHED: Final = {"Cache-Control": "public, max-age=300", **origins.PUBLIC}
View = Callable[[HttpRequest], HttpResponseBase]


def _for_programs(view: View) -> View:
    """Guard an address that takes forms (RFC 6749 section 3.2): small, of one type; faults are answers, never pages."""

    @require_http_methods(["POST", "OPTIONS"])
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        answer = HttpResponse(status=204) if request.method == "OPTIONS" else _answer(view, request)
        if origin := request.headers.get("Origin", ""):
            for name, value in origins.allow(origin, asks=request.method == "OPTIONS").items():
                answer.headers[name] = value
        return answer

    return guarded


def _answer(view: View, request: HttpRequest) -> HttpResponseBase:
    try:
        _check_form(request)
        return view(request)
    except OAuth2Error as error:
        answer: HttpResponse = server().handle_error_response(None, error)
        return answer
    except (SuspiciousOperation, UnreadablePostError):
        return _refuse()
    except (Conflict, Unavailable):  # many at once at one space, or a part of the house away: nothing was given
        busy = {"Cache-Control": "no-store", "Retry-After": "1"}
        return JsonResponse({"error": "temporarily_unavailable"}, status=503, headers=busy)


def _check_form(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    plain = (request.content_params or {}).get("charset", "utf-8").lower() in {"utf-8", "utf8"}
    if request.content_type != _FORM or not plain or not length.isdecimal() or int(length) > _FORM_LIMIT:
        raise InvalidRequestError(description="The body is a form (application/x-www-form-urlencoded), and small.")


def _refuse() -> JsonResponse:
    return JsonResponse({"error": "invalid_request"}, status=400, headers={"Cache-Control": "no-store"})


@_for_programs
def token(request: HttpRequest) -> HttpResponseBase:
    """Give tokens: for a code, for a refresh token, for a structure's program."""
    answer: HttpResponseBase = server().create_token_response(request)
    return answer


@_for_programs
def revoke(request: HttpRequest) -> HttpResponseBase:
    """Take a token back (RFC 7009)."""
    answer: HttpResponseBase = server().create_endpoint_response("revocation", request)
    return answer


@_for_programs
def introspect(request: HttpRequest) -> HttpResponseBase:
    """Tell what a token is (RFC 7662)."""
    answer: HttpResponseBase = server().create_endpoint_response("introspection", request)
    return answer


@require_safe
def jwks(_request: HttpRequest) -> HttpResponseBase:
    """Publish the keys that identity tokens are signed with (RFC 7517)."""
    return _publish({"keys": signing.published()})


@require_safe
def server_metadata(_request: HttpRequest) -> HttpResponseBase:
    """Describe the server (RFC 8414)."""
    return _publish(discovery.server_metadata())


@require_safe
def openid_configuration(_request: HttpRequest) -> HttpResponseBase:
    """Describe the OpenID provider."""
    return _publish(discovery.openid_configuration())


def _publish(document: dict[str, Any]) -> JsonResponse:
    return JsonResponse(document, headers=_CACHED)
