"""The first page of a professional: who she is for us, where she works today, since when she is here."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.federation import bonds, professionals, services
from ens.gate.house import database
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Invalid
from ens.kernel.ids import HOUSE
from ens.registry import parties
from ens.registry.professions import profession_of
from ens.registry.sessions import Session
from ens.web.elsewhere import SeeOther
from ens.web.page import session_page
from ens.web.render import render


@session_page(ActorKind.PROFESSIONAL)
def desk(request: HttpRequest, found: Session) -> HttpResponseBase:
    """Say who is signed in; who works in several places chooses first."""
    party = parties.list_numbered(database(), [found.number])[found.number]
    places = professionals.list_places(found.number)
    bond = bonds.find(HOUSE, found.hash)
    place = next((each for each in places if bond is not None and each.structure == bond.place), None)
    if place is None and len(places) > 1 and bond is not None:
        return SeeOther(reverse("pro-place"))
    profession = profession_of(party.name, party.profession, party.specialty)
    return render(
        request,
        "federation/bureau.html",
        party=party,
        profession=profession,
        place=place or (places[0] if places else None),
        several=len(places) > 1,
        found=found,
    )


@session_page(ActorKind.PROFESSIONAL, "GET", "POST")
def place(request: HttpRequest, found: Session) -> HttpResponseBase:
    """Choose where one works in this session."""
    if request.method == "POST":
        if not services.choose_place(found, request.POST.get("lieu", "")):
            raise Invalid("Choisissez un lieu de la liste.")
        return SeeOther(reverse("pro"))
    return render(request, "federation/lieu.html", places=professionals.list_places(found.number))
