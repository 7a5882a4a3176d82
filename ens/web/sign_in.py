"""Signing in, proving again who one is, and what stands between signing in and the first page."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.module_loading import import_string

from ens.gate.house import database
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Invalid, NotFound
from ens.registry import sessions
from ens.web import session, ways
from ens.web.elsewhere import SeeOther
from ens.web.loopback import is_from_this_machine, local_path
from ens.web.page import open_page
from ens.web.portal import Member, demonstration
from ens.web.render import render


@open_page("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Offer the ways of signing in as a person; in a demonstration one may still choose somebody."""
    if request.method == "POST":
        return _choose(request)
    return _offer(request, settings.ENS_SIGN_IN, "web/connexion.html", members=_members(request))


@open_page()
def pro_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Offer the ways of signing in as a professional."""
    return _offer(request, settings.ENS_PRO_SIGN_IN, "web/connexion_pro.html")


@open_page()
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask somebody who is signed in to prove again who they are."""
    is_person = session.get_session(request).kind is ActorKind.PERSON
    offers = settings.ENS_SIGN_IN if is_person else settings.ENS_PRO_SIGN_IN
    return _offer(request, offers, "web/confirmer.html", members=_members(request) if is_person else [])


@open_page()
def arrive(request: HttpRequest) -> HttpResponseBase:
    """Lead whoever has signed in through what is left to do (terms, first choices), then to the page wanted."""
    found = session.get_session(request)
    suite = local_path(request.GET.get("suite", "")) or ways.kept_suite(request)
    for name in settings.ENS_ARRIVAL if not found.settled else ():
        address: str = import_string(name)(request, found)
        if address:
            response = SeeOther(address)
            ways.remember_suite(response, suite)
            return response
    sessions.settle(database(), found.hash)
    response = SeeOther(suite or reverse(settings.ENS_HOMES[found.kind.name]))
    ways.forget_suite(response)
    return response


def _offer(request: HttpRequest, offers: Sequence[str], template: str, **context: object) -> HttpResponseBase:
    suite = local_path(request.GET.get("suite", ""))
    response = render(request, template, ways=ways.list_ways(request, offers), suite=suite, **context)
    ways.remember_suite(response, suite)
    return response


def _members(request: HttpRequest) -> list[Member]:
    shown = settings.ENS_DEMONSTRATION and is_from_this_machine(request)
    return demonstration(request).list_members() if shown else []


def _choose(request: HttpRequest) -> HttpResponseBase:
    if not settings.ENS_DEMONSTRATION:
        raise NotFound
    token = demonstration(request).sign_in(request.POST.get("qui", ""))
    if token is None:
        raise Invalid("Choisissez une personne de la liste.")
    session.end_session(request)
    rotate_token(request)
    response = session.after_sign_in(request, local_path(request.POST.get("suite", "")))
    session.open_session(response, token)
    return response
