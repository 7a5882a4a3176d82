"""The way out, both ways: our sign-out ends the provider's session, and the provider's ends ours."""

import secrets
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ens.federation import bonds, client, pocket, rules, services
from ens.federation.calls import Rejected
from ens.federation.providers import get_provider
from ens.federation.rules import Expected
from ens.kernel.errors import NotFound, Unauthenticated
from ens.web.elsewhere import SeeOther
from ens.web.page import open_page
from ens.web.render import render
from ens.web.session import get_session, space_of

_LEFT: Final = "quitte"
_FORM: Final = "application/x-www-form-urlencoded"
_LIMIT: Final = 64 * 1024
_NO_STORE: Final = {"Cache-Control": "no-store"}


def after_sign_out(request: HttpRequest, response: HttpResponse) -> str:
    """Give the address where the provider's own session is ended too; nothing when there is none.

    The statement that names the session there goes along sealed: ours is gone by then.
    """
    try:
        found = get_session(request)
    except Unauthenticated:
        return ""
    bond = bonds.find(space_of(found), found.hash)
    if bond is None or not bond.statement:
        return ""
    carried = {"statement": bond.statement, "state": secrets.token_urlsafe(16)}
    kept = pocket.put(response, _LEFT, carried)
    return reverse("federation-end-there", kwargs={"provider": bond.provider}) if kept else ""


@open_page()
def end_there(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Say that the session here is over, and lead on to the provider's (a form may not lead there itself: CSP)."""
    chosen, carried = get_provider(provider), pocket.look(request, _LEFT)
    if carried is None:
        return SeeOther(reverse("welcome"))
    try:
        address = client.leaving_address(chosen, carried["statement"], carried["state"])
    except Rejected:
        address = ""
    response = render(request, "federation/quitter.html", name=chosen.name, address=address)
    if address:
        response.headers["Refresh"] = f"0; url={address}"
    return response


@open_page()
def left(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Welcome back whoever has left the provider too."""
    chosen, carried = get_provider(provider), pocket.look(request, _LEFT)
    if carried is None or not rules.same(request.GET.get("state", ""), carried["state"]):
        return SeeOther(reverse("welcome"))
    response = render(request, "federation/quitte.html", name=chosen.name)
    pocket.empty(response, _LEFT)
    return response


@csrf_exempt
@require_POST
def end_here(request: HttpRequest, provider: str) -> HttpResponse:
    """Obey a provider that ends a session (OpenID Connect Back-Channel Logout 1.0); its signature is the proof."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != _FORM or not length.isdecimal() or int(length) > _LIMIT:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST, headers=_NO_STORE)
    try:
        chosen = get_provider(provider)
        _, claims = client.read(chosen, request.POST.get("logout_token", ""))
    except (NotFound, Rejected):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST, headers=_NO_STORE)
    if not rules.is_logout(claims, Expected(chosen.issuer, chosen.client_id, "", chosen.level, client.now())):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST, headers=_NO_STORE)
    services.end_from_provider(chosen, str(claims.get("sid", "")), str(claims.get("sub", "")))
    return HttpResponse(status=HTTPStatus.OK, headers=_NO_STORE)
