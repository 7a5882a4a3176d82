"""The pages between our sign-in page and a provider: leaving for it, coming back, telling people apart."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.federation import client, people, pocket, services
from ens.federation.calls import Rejected
from ens.federation.client import Flow, Proven
from ens.federation.people import Several
from ens.federation.providers import Provider, get_provider, list_providers
from ens.federation.words import REFUSALS
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Malformed
from ens.kernel.identity import Identity
from ens.web import session
from ens.web.elsewhere import SeeOther
from ens.web.page import open_page
from ens.web.render import render
from ens.web.ways import Way, wants_fresh_proof

_FLOW: Final = "retour"
_CHOICE: Final = "choix"
_LONGEST: Final = 40  # characters of a number that is typed


def offer_to_persons(request: HttpRequest) -> list[Way]:
    """Offer the providers for people."""
    return [_way(provider, request) for provider in list_providers(ActorKind.PERSON)]


def offer_to_professionals(request: HttpRequest) -> list[Way]:
    """Offer Pro Santé Connect, and its approval on the phone."""
    ways = []
    for provider in list_providers(ActorKind.PROFESSIONAL):
        phone = Way(
            reverse("phone"), "Avec mon téléphone", "Sans carte : l’application e-CPS vous demande d’approuver.", "bell"
        )
        ways += [_way(provider, request), phone]
    return ways


@open_page()
def leave(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Send the browser to a provider."""
    chosen = get_provider(provider)

    def go() -> HttpResponse:
        address, flow = client.begin(chosen, fresh="frais" in request.GET)
        response = SeeOther(address)
        pocket.put(response, _FLOW, flow._asdict())
        return response

    return try_to(request, chosen, go)


@open_page()
def come_back(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take the browser back from a provider: a session, a question, or a page that says why not."""
    chosen = get_provider(provider)
    carried = pocket.look(request, _FLOW)
    if carried is None or carried.pop("provider") != chosen.slug:  # begun by nobody: nothing to write down
        return refuse(request, chosen, "other_state")
    carried.pop("until")
    flow = Flow(chosen.slug, **carried)
    response = try_to(request, chosen, lambda: admit(request, chosen, client.finish(chosen, flow, _first(request))))
    pocket.empty(response, _FLOW)
    return response


@open_page("GET", "POST")
def tell_apart(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Ask somebody who shares her traits with others for the number that she alone has."""
    chosen = get_provider(provider)
    carried = pocket.look(request, _CHOICE)
    if carried is None:
        return refuse(request, chosen, "other_state")
    if request.method == "GET":
        return _ask_number(request, chosen)
    traits = Identity("", "", carried["name"], tuple(carried["names"]), *carried["rest"])
    proven = Proven(carried["statement"], carried["claims"], {})
    response = session.after_sign_in(request)
    try:
        bearer = people.choose_person(traits, request.POST.get("numero", "")[:_LONGEST])
        services.open_notebook(request, response, chosen, proven, bearer)
    except Rejected as error:
        services.note_refusal(chosen, error)
        if error.reason == "number_wrong":
            return _ask_number(request, chosen, REFUSALS["number_wrong"].text)
        return refuse(request, chosen, error.reason)
    pocket.empty(response, _CHOICE)
    return response


def admit(request: HttpRequest, provider: Provider, proven: Proven) -> HttpResponse:
    """Open a session for whoever was proven, or go on to the question that tells people apart."""
    response = session.after_sign_in(request)
    if provider.role.kind is ActorKind.PROFESSIONAL:
        services.admit_professional(request, response, provider, proven)
        return response
    several = services.admit_person(request, response, provider, proven)
    return response if several is None else _keep_question(provider, proven, several)


def try_to(request: HttpRequest, provider: Provider, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what may be refused: the refusal is written down and said."""
    try:
        return act()
    except Rejected as error:
        services.note_refusal(provider, error)
        return refuse(request, provider, error.reason)


def refuse(request: HttpRequest, provider: Provider, reason: str) -> HttpResponse:
    """Say why nobody came in, and what to do."""
    is_pro = provider.role.kind is ActorKind.PROFESSIONAL
    again = reverse("pro-sign-in" if is_pro else "sign-in")
    status = 503 if reason == "unreachable" else 403
    told = REFUSALS[reason]
    return render(request, "federation/refus.html", status=status, told=told, again=again, is_pro=is_pro)


def _way(provider: Provider, request: HttpRequest) -> Way:
    address = reverse("federation-leave", kwargs={"provider": provider.slug})
    fresh = "?frais" if wants_fresh_proof(request) else ""
    return Way(address + fresh, f"Avec {provider.name}", provider.role.hint, provider.role.icon, primary=True)


def _first(request: HttpRequest) -> dict[str, str]:
    """Read the return as plain text; a parameter given twice is nobody's honest answer (RFC 6749 section 3.1)."""
    if any(len(values) > 1 for _, values in request.GET.lists()) or len(request.GET) > 20:
        raise Malformed
    return {name: str(value) for name, value in request.GET.items()}


def _keep_question(provider: Provider, proven: Proven, several: Several) -> HttpResponse:
    response = SeeOther(reverse("federation-tell-apart", kwargs={"provider": provider.slug}))
    traits = several.traits
    content = {
        "name": traits.birth_name,
        "names": traits.given_names,
        "rest": [traits.birth_date, traits.sex, traits.birth_place],
        "claims": {name: proven.claims.get(name) for name in ("sub", "sid", "auth_time")},
    }
    if not pocket.put(response, _CHOICE, {**content, "statement": proven.statement}):
        pocket.put(response, _CHOICE, {**content, "statement": ""})
    return response


def _ask_number(request: HttpRequest, provider: Provider, error: str = "") -> HttpResponse:
    status = 422 if error else 200
    return render(request, "federation/departager.html", status=status, provider=provider, error=error)
