"""Signing in by approving on the phone (OpenID Connect CIBA 1.0, poll mode); pages that ask again by themselves."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.federation import client, discovery, pocket, portal
from ens.federation.calls import Rejected
from ens.federation.providers import PSC, Provider, get_provider
from ens.federation.rules import Expected
from ens.gate.house import database
from ens.gate.secrets import blind
from ens.kernel.errors import Invalid, NotFound, TooMany
from ens.kernel.identifiers import parse_rpps
from ens.registry import quotas
from ens.web.elsewhere import SeeOther
from ens.web.page import open_page
from ens.web.render import render

GRANT: Final = "urn:openid:params:grant-type:ciba"
CALLS_A_DAY: Final = 10  # to one phone: a professional must not be worn down into approving
_CALL: Final = "appel"
_NOBODY: Final = 0
_DAY: Final = 86_400
_LONGEST_WAIT: Final = 300
_SLOWEST: Final = 30
_OK: Final = 200
_WRONG: Final = "Un numéro RPPS a onze chiffres. Vous le trouvez sur votre carte CPS."


@open_page("GET", "POST")
def call(request: HttpRequest) -> HttpResponseBase:
    """Ask for the number, then ring the phone that goes with it."""
    provider = get_provider(PSC)
    if request.method == "GET":
        return render(request, "federation/telephone.html", number="", error="")
    typed = "".join(request.POST.get("rpps", "")[:40].split())
    try:
        national = parse_rpps(typed).national
    except Invalid:
        return render(request, "federation/telephone.html", status=422, number=typed, error=_WRONG)
    return portal.try_to(request, provider, lambda: _ring(provider, national))


@open_page()
def wait(request: HttpRequest) -> HttpResponseBase:
    """Wait for the approval: the page loads itself again until the provider has an answer."""
    provider, carried = get_provider(PSC), pocket.look(request, _CALL)
    if carried is None:
        return portal.refuse(request, provider, "call_expired")
    if client.now() < carried["next"]:
        return _waiting(request, carried)
    return portal.try_to(request, provider, lambda: _collect(request, provider, carried))


def _ring(provider: Provider, national: str) -> HttpResponse:
    subject = f"call|{blind('federation-call', national).hex()}"
    if quotas.use(database(), _NOBODY, subject) > CALLS_A_DAY:
        raise TooMany("Ce téléphone a été appelé trop souvent aujourd’hui. Utilisez votre carte.", retry_after=_DAY)
    metadata = discovery.find_metadata(provider)
    if not metadata.approval:
        raise NotFound
    words = f"{secrets.randbelow(10_000):04}"
    form = {
        "scope": provider.role.scope,
        "login_hint": national,
        "binding_message": words,
        "acr_values": provider.level,
    }
    reply = client.post(provider, metadata, metadata.approval, form)
    if reply.status != _OK:
        raise Rejected("call_unknown")
    said = reply.json()
    life, interval = (_whole(said.get(name), usual) for name, usual in (("expires_in", 120), ("interval", 5)))
    every = min(max(interval, 1), _SLOWEST)
    carried = {"id": str(said.get("auth_req_id", "")), "words": words, "every": every, "begun": client.now()}
    response = SeeOther(reverse("phone-wait"))
    pocket.put(response, _CALL, {**carried, "next": client.now() + every}, min(max(life, 30), _LONGEST_WAIT))
    return response


def _collect(request: HttpRequest, provider: Provider, carried: dict[str, Any]) -> HttpResponse:
    metadata = discovery.find_metadata(provider)
    reply = client.post(provider, metadata, metadata.token, {"grant_type": GRANT, "auth_req_id": carried["id"]})
    if reply.status == _OK:
        since = int(carried["begun"])  # the proof must be the approval itself
        expected = Expected(provider.issuer, provider.client_id, "", provider.level, client.now(), since)
        proven = client.believe(provider, metadata, reply.json(), expected)
        response = portal.admit(request, provider, proven)
        pocket.empty(response, _CALL)
        return response
    error = reply.json().get("error")
    if error not in {"authorization_pending", "slow_down"}:
        raise Rejected("declined" if error == "access_denied" else "call_expired")
    every = min(carried["every"] + (5 if error == "slow_down" else 0), _SLOWEST)
    later = {**carried, "every": every, "next": client.now() + every}
    response = _waiting(request, later)
    pocket.put(response, _CALL, later, max(1, int(carried["until"]) - client.now()))
    return response


def _waiting(request: HttpRequest, carried: Mapping[str, Any]) -> HttpResponse:
    response = render(request, "federation/attente.html", words=carried["words"])
    response.headers["Refresh"] = str(carried["every"])
    return response


def _whole(value: object, usual: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else usual
