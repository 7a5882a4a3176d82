"""The door of the desk's pages: a professional in session, who has said where she works, and whom the page is about."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.gate.house import house
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound
from ens.kernel.ids import NO_ITEM
from ens.pro.seats import Seat, take_seat
from ens.registry.sessions import Session
from ens.web.elsewhere import SeeOther
from ens.web.page import OpenView, session_page
from ens.web.render import render

SeatView = Callable[Concatenate[HttpRequest, Seat, ...], HttpResponseBase]


def seat_page(*methods: str) -> Callable[[SeatView], OpenView]:
    """Guard a view of the desk; who works in several places chooses first."""

    def guard(view: SeatView) -> OpenView:
        @wraps(view)
        def seen(request: HttpRequest, found: Session, /, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401  the address's parts
            seat = take_seat(request, found)
            if seat.place is None and len(seat.places) > 1:
                return SeeOther(reverse("pro-place"))
            return view(request, seat, **arguments)

        return session_page(ActorKind.PROFESSIONAL, *methods)(seen)

    return guard


def space_of(patient: str) -> int:
    """Read the public id of a person; raises NotFound for what is no person's."""
    place = house().codec.decode(patient)
    if place is None or place[1] != NO_ITEM:
        raise NotFound
    return place[0]


def patient_of(space: int) -> str:
    """Write the public id of a person."""
    return house().codec.encode(space, NO_ITEM)


def draw(
    request: HttpRequest,
    seat: Seat,
    template: str,
    *,
    status: int = 200,
    **context: Any,  # noqa: ANN401  what a template needs
) -> HttpResponse:
    """Make a page of the desk."""
    return render(request, template, status=status, seat=seat, **{"standing": None, "patient": "", **context})
