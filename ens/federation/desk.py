"""Where a professional works today, for who works in several places."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.federation import professionals, services
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Invalid
from ens.registry.sessions import Session
from ens.web.elsewhere import SeeOther
from ens.web.page import session_page
from ens.web.render import render


@session_page(ActorKind.PROFESSIONAL, "GET", "POST")
def place(request: HttpRequest, found: Session) -> HttpResponseBase:
    """Choose where one works in this session."""
    if request.method == "POST":
        if not services.choose_place(found, request.POST.get("lieu", "")):
            raise Invalid("Choisissez un lieu de la liste.")
        return SeeOther(reverse("pro"))
    return render(request, "federation/lieu.html", places=professionals.list_places(found.number))
