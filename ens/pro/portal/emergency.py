"""Declaring an emergency: identity proven a short time ago, a reason in her own words; the person is told."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.kernel.errors import HouseError, Invalid, Refused
from ens.policy.reasons import REFUSALS
from ens.policy.rules.emergency import A_DAY, SHORTEST
from ens.pro import seats, services
from ens.pro.portal.record import modes_of
from ens.pro.portal.seated import draw, seat_page, space_of
from ens.pro.seats import Seat
from ens.web import session
from ens.web.elsewhere import SeeOther
from ens.web.errors import WORDS

FRESH_SECONDS: Final = 600  # how old her proof of identity may be
LONGEST: Final = 500  # characters of a reason
_SHORT: Final = "Écrivez en quelques mots pourquoi il y a urgence : la personne les lira."


@seat_page("GET", "POST")
def declare(request: HttpRequest, seat: Seat, patient: str) -> HttpResponseBase:
    """Ask for the reason, after a fresh proof of identity; then open the record for half an hour."""
    space = space_of(patient)
    session.require_recent(request, FRESH_SECONDS)
    if request.method != "POST":
        return _ask(request, seat, patient)
    reason = request.POST.get("raison", "").strip()[:LONGEST]
    try:
        _check(reason)
        emergency = services.declare_emergency(seat, space, request.POST.get("mode", ""), reason)
    except (Invalid, Refused) as error:
        return _ask(request, seat, patient, reason, error)
    response = SeeOther(reverse("pro-patient", kwargs={"patient": patient}))
    seats.declare(response, seat.session, emergency)
    return response


@seat_page("POST")
def end(request: HttpRequest, seat: Seat, patient: str) -> HttpResponseBase:  # noqa: ARG001  a view's signature
    """End the emergency before its time."""
    space_of(patient)
    response = SeeOther(reverse("pro"))
    seats.end_emergency(response)
    return response


def _check(reason: str) -> None:
    if len(reason) < SHORTEST:
        raise Invalid(_SHORT)


def _ask(
    request: HttpRequest, seat: Seat, patient: str, reason: str = "", error: HouseError | None = None
) -> HttpResponseBase:
    told = "" if error is None else error.detail or _words(error)
    status = 200 if error is None else WORDS[type(error)].status
    modes = modes_of(seat)
    return draw(
        request,
        seat,
        "pro/urgence.html",
        status=status,
        patient=patient,
        modes=modes,
        typed=reason,
        told=told,
        caps=A_DAY,
    )


def _words(error: HouseError) -> str:
    said = [REFUSALS[each].page for each in error.reasons if each in REFUSALS]
    return " ".join(said) or "L’accès en urgence n’est pas possible ici."
