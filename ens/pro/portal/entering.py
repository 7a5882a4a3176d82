"""Being let in: by the code that she shows, on her word, or by asking her to answer in her notebook."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.kernel.errors import HouseError, Invalid, Malformed, TooMany
from ens.pro import services
from ens.pro.portal.record import closed
from ens.pro.portal.seated import seat_page, space_of
from ens.pro.seats import Seat
from ens.web.elsewhere import SeeOther
from ens.web.errors import WORDS

_UNSAID = "Cochez la case : la personne doit vous avoir donné son accord."


@seat_page("POST")
def enter(request: HttpRequest, seat: Seat, patient: str) -> HttpResponseBase:
    """Take one of the ways in; what is wrong is said beside it."""
    space, way = space_of(patient), request.POST.get("voie", "")
    try:
        _take(request, seat, space, way)
    except (Invalid, TooMany) as error:
        return closed(request, seat, patient, services.stand(seat, space), (way, error.detail), _status(error))
    return SeeOther(reverse("pro-patient", kwargs={"patient": patient}))


def _take(request: HttpRequest, seat: Seat, space: int, way: str) -> None:
    if way == "code":
        services.enter_by_code(seat, space, request.POST.get("code", ""))
    elif way == "parole":
        if request.POST.get("accord") != "oui":
            raise Invalid(_UNSAID)
        services.enter_on_word(seat, space)
    elif way in {"demande", "traitant"}:
        services.demand(seat, space, "treating" if way == "traitant" else "read")
    else:
        raise Malformed


def _status(error: HouseError) -> int:
    return WORDS[type(error)].status
