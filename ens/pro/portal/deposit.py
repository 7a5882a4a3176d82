"""Depositing a document, whether one may read the record or not; and the secret session of a minor."""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.formats.sniff import TEXT
from ens.gate.standing import Standing
from ens.kernel.errors import HouseError, Invalid, Refused
from ens.policy.facts import OPEN_STATES
from ens.pro import deposits, seats, services
from ens.pro.deposits import Form, Paper
from ens.pro.portal.seated import draw, patient_of, seat_page, space_of
from ens.pro.seats import Seat
from ens.records import notices
from ens.records.uploads import ACCEPT, Upload, check_upload, without_traces
from ens.web.dates import today
from ens.web.elsewhere import SeeOther
from ens.web.errors import WORDS

TEXT_MAX: Final = 20_000  # characters of a text typed here
_ONE: Final = "Choisissez un fichier, ou écrivez le texte : un document à la fois."
_SIGHTS: Final = [
    ("tous", "La personne et les soignants qu’elle autorise", ""),
    ("annonce", "Pas encore la personne : je dois le lui annoncer", "Les soignants autorisés le voient."),
    ("masque", "La personne, et pas les autres soignants", "Son médecin traitant et vous le voyez."),
]


@seat_page("GET", "POST")
def deposit(request: HttpRequest, seat: Seat, patient: str) -> HttpResponseBase:
    """Show the form, or take a document in."""
    standing = services.stand(seat, space_of(patient))
    if standing.state not in OPEN_STATES:
        raise Refused(reasons=standing.reasons)
    secret = seats.keeps_secret(request, seat.session, standing.space)
    if request.method != "POST":
        asked = {"envoi": secrets.token_urlsafe(16), "remplace": request.GET.get("remplace", "")[:26]}
        asked["parents"] = "oui" if secret else ""
        day = today()
        asked |= {"date-jour": str(day.day), "date-mois": str(day.month), "date-annee": str(day.year)}
        return _ask(request, seat, standing, Form({**dict.fromkeys(deposits.FIELDS, ""), **asked}))
    form, paper = deposits.read_form(request.POST.dict(), today(), secret=secret)
    try:
        file = _sent_file(request)
    except HouseError as error:
        form.faults["fichier"] = error.detail
        return _ask(request, seat, standing, form, WORDS[type(error)].status)
    if paper is None:
        return _ask(request, seat, standing, form, WORDS[Invalid].status)
    return _take(seat, standing, paper, file)


@seat_page("POST")
def secret(request: HttpRequest, seat: Seat, patient: str) -> HttpResponseBase:
    """Begin or end a secret session with a minor, decided with him (EX_0.1-1100)."""
    space = space_of(patient)
    response = SeeOther(reverse("pro-patient", kwargs={"patient": patient}))
    if request.POST.get("secret") == "oui":
        seats.keep_secret(response, seat.session, space)
    else:
        seats.keep_no_secret(response)
    return response


def _take(seat: Seat, standing: Standing, paper: Paper, file: tuple[str, bytes]) -> HttpResponseBase:
    deposits.put_in(seat.visit, standing.space, seat.party, paper, file)
    patient = patient_of(standing.space)
    stamp = notices.stamp(seat.visit, "record", notices.ADDED)
    return SeeOther(f"{reverse('pro-patient', kwargs={'patient': patient})}?{notices.PARAMETER}={stamp}")


def _sent_file(request: HttpRequest) -> tuple[str, bytes]:
    """Take the one file, or the text that was typed."""
    sent, typed = request.FILES.get("fichier"), request.POST.get("texte", "").strip()
    if (sent is None) == (not typed):
        raise Invalid(_ONE)
    if sent is None:
        if len(typed) > TEXT_MAX:
            raise Invalid(f"Ce texte est trop long : {TEXT_MAX} caractères au plus.")
        return TEXT, typed.encode()
    limit = settings.ENS_UPLOAD_LIMIT
    upload = Upload(sent.name or "", sent.content_type or "", sent.size or 0, sent.read())
    kind = check_upload(upload, limit)
    return kind, without_traces(kind, upload.content, limit)


def _ask(request: HttpRequest, seat: Seat, standing: Standing, form: Form, status: int = 200) -> HttpResponseBase:
    return draw(
        request,
        seat,
        "pro/deposer.html",
        status=status,
        standing=standing,
        patient=patient_of(standing.space),
        form=form,
        text=request.POST.get("texte", "")[:TEXT_MAX],
        types=[("", "Choisissez"), *deposits.list_types()],
        sights=_SIGHTS,
        secret=seats.keeps_secret(request, seat.session, standing.space),
        accept=ACCEPT,
        limit=settings.ENS_UPLOAD_LIMIT,
    )
