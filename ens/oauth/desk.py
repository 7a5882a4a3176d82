"""The page of the apps that may come into a notebook, each to be sent away at once."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.gate import apps
from ens.gate.apps import App
from ens.kernel.errors import NotFound, Refused
from ens.oauth import purposes, services
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import own_page, page
from ens.web.render import render


@page("GET", "POST")
def list_apps(caller: Caller) -> HttpResponseBase:
    """Show which apps may come in, what each may do and until when; send one away."""
    if not caller.profile.rules:  # an empty list would be a word about somebody else's rules
        raise Refused
    found = apps.list_apps(caller.visit, caller.space)
    if caller.request.method == "POST":
        return _send_away(caller, found)
    shown = [(app, purposes.choices_of(" ".join(link.scopes for link in app.links.values()))) for app in found]
    gone = caller.request.GET.get("retire") == "1"
    return render(caller, "oauth/applications.html", apps=shown, gone=gone)


@own_page()
def own_apps(caller: Caller, _session: Session) -> HttpResponseBase:
    """Lead to the apps of one's own notebook: the address that programs are told of."""
    return SeeOther(reverse("apps", kwargs={"patient": caller.profile.patient}))


def _send_away(caller: Caller, found: list[App]) -> HttpResponseBase:
    number = _number(caller.request)
    app = next((each for each in found if each.number == number), None)
    if app is None:
        raise NotFound
    services.withdraw(caller.visit, caller.space, app)
    return SeeOther(f"{reverse('apps', kwargs={'patient': caller.profile.patient})}?retire=1")


def _number(request: HttpRequest) -> int:
    typed = request.POST.get("application", "")
    return int(typed) if typed.isdecimal() and len(typed) <= len(str(1 << 63)) else 0
