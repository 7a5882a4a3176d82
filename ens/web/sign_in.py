"""Signing in, proving again who one is, and what stands between signing in and the first page."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.module_loading import import_string

from ens.gate.house import database
from ens.kernel.actors import ActorKind
from ens.registry import sessions
from ens.web import session, ways
from ens.web.elsewhere import SeeOther
from ens.web.loopback import local_path
from ens.web.page import open_page
from ens.web.render import render


@open_page()
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Offer the ways of signing in as a person."""
    return _offer(request, settings.ENS_SIGN_IN, "web/connexion.html")


@open_page()
def pro_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Offer the ways of signing in as a professional."""
    return _offer(request, settings.ENS_PRO_SIGN_IN, "web/connexion_pro.html")


@open_page()
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask somebody who is signed in to prove again who they are."""
    offers = {ActorKind.PERSON: settings.ENS_SIGN_IN, ActorKind.PROFESSIONAL: settings.ENS_PRO_SIGN_IN}.get(
        session.get_session(request).kind, settings.ENS_STAFF_SIGN_IN
    )
    return _offer(request, offers, "web/confirmer.html")


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


def _offer(request: HttpRequest, offers: Sequence[str], template: str) -> HttpResponseBase:
    suite = local_path(request.GET.get("suite", ""))
    response = render(request, template, ways=ways.list_ways(request, offers))
    ways.remember_suite(response, suite)
    return response
