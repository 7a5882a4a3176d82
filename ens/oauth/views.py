"""The token endpoint (RFC 6749 section 4.4 with RFC 7523 client authentication)."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from ens.kernel.errors import Malformed, Unauthenticated
from ens.oauth import rules, services

_FORM: Final = "application/x-www-form-urlencoded"
_FORM_LIMIT: Final = 250_000  # bytes, read before anybody is known; an assertion has 8,192 at most
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@require_POST
def token(request: HttpRequest) -> JsonResponse:
    """Issue an access token against a signed assertion; the form has one type (RFC 6749 section 4.4.2) and is small."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != _FORM or not length.isdecimal() or int(length) > _FORM_LIMIT:
        return _error("invalid_request", 400)
    form = request.POST
    if form.get("grant_type") != "client_credentials":
        return _error("unsupported_grant_type", 400)
    if form.get("client_assertion_type") != rules.ASSERTION_TYPE:
        return _error("invalid_client", 401)
    audience = f"{settings.ENS_PUBLIC_URL}/oauth/token"
    try:
        issued = services.issue_for_assertion(form.get("client_assertion", ""), form.get("scope", ""), audience)
    except Unauthenticated:
        return _error("invalid_client", 401)
    except Malformed:
        return _error("invalid_scope", 400)
    body = {"access_token": issued.token, "token_type": "bearer", "expires_in": issued.seconds, "scope": issued.scopes}
    return JsonResponse(body, headers=_NO_STORE)


def _error(code: str, status: int) -> JsonResponse:
    return JsonResponse({"error": code}, status=status, headers=_NO_STORE)
