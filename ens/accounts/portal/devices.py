"""The first page of an account, and the devices on which somebody is signed in."""

from typing import Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.accounts import devices
from ens.kernel.errors import Invalid
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import own_page
from ens.web.render import render

DONE: Final = {
    "un": "L’appareil est déconnecté. Il lui faudra se connecter à nouveau.",
    "autres": "Les autres appareils sont déconnectés. Il leur faudra se connecter à nouveau.",
    "aucun": "Aucun autre appareil n’était connecté.",
}


@own_page()
def account(caller: Caller, session: Session) -> HttpResponseBase:
    """Say what one may look after in one's account."""
    return render(caller, "accounts/compte.html", connected=len(devices.list_devices(session)))


@own_page()
def list_devices(caller: Caller, session: Session) -> HttpResponseBase:
    """List where one is signed in, since when and how."""
    done = DONE.get(caller.request.GET.get("fait", ""), "")
    return render(caller, "accounts/appareils.html", devices=devices.list_devices(session), done=done)


@own_page("POST")
def end_device(caller: Caller, session: Session) -> HttpResponseBase:
    """Sign one device out."""
    if not devices.end_device(session, caller.request.POST.get("appareil", "")):
        raise Invalid("Cet appareil n’est plus connecté.")
    return _listed("un")


@own_page("POST")
def end_others(caller: Caller, session: Session) -> HttpResponseBase:  # noqa: ARG001  the door gives both
    """Sign out every device but this one."""
    return _listed("autres" if devices.end_others(session) else "aucun")


def _listed(done: str) -> HttpResponseBase:
    return SeeOther(f"{reverse('devices')}?fait={done}")
