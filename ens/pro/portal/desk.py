"""The first page of the desk: whom to look for, and who she is for us."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.gate.house import house
from ens.kernel.errors import Invalid, Malformed, NotFound
from ens.kernel.identifiers import INS_NIR, INS_TEST
from ens.kernel.ids import NO_ITEM
from ens.pro import services
from ens.pro.portal.seated import draw, seat_page
from ens.pro.rules import NAME_MAX, REGISTERS, SEXES, TRAIT_FIELDS, Search, read_search
from ens.pro.seats import Seat
from ens.web.elsewhere import SeeOther
from ens.web.errors import WORDS

_NOBODY = "Aucun carnet ne répond à cette identité. Relisez-la avec la personne : rien n’est montré sur un à-peu-près."


@seat_page()
def desk(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Offer to find a person, and the people who let her in."""
    return _draw(request, seat, read_blank())


@seat_page("POST")
def find(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Find a person by INS or by strict traits, and lead to her page; else say so, the same to all."""
    search = read_search(request.POST.dict())
    if search.found is None:
        return _draw(request, seat, search, WORDS[Invalid].status)
    try:
        space = services.find(seat, search.found)
    except NotFound:
        return _draw(request, seat, search, WORDS[NotFound].status, told=_NOBODY)
    return SeeOther(reverse("pro-patient", kwargs={"patient": house().codec.encode(space, NO_ITEM)}))


@seat_page("POST")
def mine(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Look for a name among those who let her in; sent, so that no address holds it."""
    name = " ".join(request.POST.get("patient", "")[:NAME_MAX].split())
    return _draw(request, seat, read_blank(), name=name) if name else SeeOther(reverse("pro"))


def read_blank() -> Search:
    """Give an empty search; a demonstration has people of the test register alone."""
    blank = read_search({})
    register = INS_TEST if settings.ENS_DEMO_NAMES else INS_NIR
    return Search({**blank.typed, "registre": register})


def _page_of(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text)):
        raise Malformed("Cette page n’existe pas.")
    return int(text)


def _draw(
    request: HttpRequest, seat: Seat, search: Search, status: int = 200, *, told: str = "", name: str = ""
) -> HttpResponseBase:
    page = _page_of(request)
    mine, pages = services.list_mine(seat, page, name)
    return draw(
        request,
        seat,
        "pro/bureau.html",
        status=status,
        search=search,
        registers=list(REGISTERS.items()),
        sexes=[(code, text, "") for code, text in SEXES.items()],
        told=told,
        by_traits=any(search.typed[name] for name in TRAIT_FIELDS) and not search.typed["matricule"],
        mine=mine,
        name=name,
        page=page,
        pages=[(each, f"?page={each}", each == page) for each in range(1, pages + 1)],
    )
