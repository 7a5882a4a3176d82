"""One document as a professional sees it: the two alerts, what it says, its states, what she may change."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.fhir.parse import parse_stored
from ens.fhir.places import place_of
from ens.formats.preview.show import describe
from ens.gate.sheet import Sheet, read_sheet
from ens.gate.whole import Whole, read_whole
from ens.kernel.errors import Malformed, NotFound
from ens.policy.facts import Flag
from ens.pro import changing, services
from ens.pro.listing import states_of
from ens.pro.portal.seated import draw, seat_page, space_of
from ens.pro.seats import Seat
from ens.records import taxonomy
from ens.records.files import FILE, content_of, kind_of, type_of
from ens.records.lots import DOCUMENT
from ens.records.partial_dates import known_date
from ens.records.portal import file as files
from ens.web import dates
from ens.web.elsewhere import SeeOther

ALERTS: Final = (  # EX_3.2-1025 of the DMP's reference, but for the name of the record
    (Flag.NOT_ANNOUNCED, "Attention, ce document n’est pas visible du patient"),
    (
        Flag.HIDDEN_FROM_REPRESENTATIVES,
        "Attention, ce document n’est pas visible des représentants légaux, pour préserver le secret du mineur",
    ),
)


@seat_page()
def document(request: HttpRequest, seat: Seat, patient: str, document: str) -> HttpResponseBase:
    """Show a document."""
    place = _place(patient, document)
    standing = services.stand(seat, place[0])
    sheet = read_sheet(seat.visit_to(place[0]), place, DOCUMENT, FILE)
    found, file = sheet.whole
    return draw(
        request,
        seat,
        "pro/document.html",
        standing=standing,
        patient=patient,
        id=document,
        header=found.header,
        mine=found.header.author == seat.party.number,
        identity=standing.identity,
        date=known_date(found.header.date, found.header.precision).words,
        alerts=[text for flag, text in ALERTS if found.header.has(flag)],
        states=states_of(found.header),
        preview=describe(type_of(file), content_of(file), _first_page(request)),
        file=f"{kind_of(file)}, {dates.file_size(file.header.size)}",
        details=_details(sheet),
        acts=changing.list_acts(found, seat.party.number),
    )


@seat_page("POST")
def change(request: HttpRequest, seat: Seat, patient: str, document: str) -> HttpResponseBase:
    """Mask, unmask, announce, archive, take out of the archives, or delete."""
    place, act = _place(patient, document), request.POST.get("acte", "")
    changing.carry_out(seat.visit_to(place[0]), place, act)
    to = reverse("pro-patient", kwargs={"patient": patient})
    return SeeOther(to if act == "supprimer" else f"{to}documents/{document}/")


@seat_page()
def image(request: HttpRequest, seat: Seat, patient: str, document: str, number: int) -> HttpResponseBase:  # noqa: ARG001  a view's signature
    """Draw one page of a document."""
    return files.draw(_read(seat, patient, document), number)


@seat_page()
def original(request: HttpRequest, seat: Seat, patient: str, document: str) -> HttpResponseBase:  # noqa: ARG001  a view's signature
    """Give the file as it was deposited."""
    return files.give(_read(seat, patient, document))


def _read(seat: Seat, patient: str, document: str) -> Whole:
    place = _place(patient, document)
    return read_whole(seat.visit_to(place[0]), place, DOCUMENT, FILE)


def _place(patient: str, document: str) -> tuple[int, bytes]:
    place = place_of(document)
    if place[0] != space_of(patient):
        raise NotFound
    return place


def _first_page(request: HttpRequest) -> int:
    text = request.GET.get("p", "1")
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise Malformed("Cette page n’existe pas.")
    return max(1, int(text))


def _details(sheet: Sheet) -> list[tuple[str, str]]:
    header, file = sheet.whole.found.header, sheet.whole.file
    kind, shelf = taxonomy.find_type(header.type), taxonomy.find_class(header.class_code)
    signed = parse_stored(sheet.whole.found.resource).get("authenticator", {}).get("display", "")
    pairs = [
        ("Nature", kind.label.replace("'", "’") if kind else ""),
        ("Classe", shelf.label if shelf else ""),
        ("Auteur", header.author_name),
        ("Validé par", str(signed)),
        ("Déposé", f"{dates.plain_date(header.arrived)}, {dates.hour(header.arrived)}"),
        ("Fichier", f"{kind_of(file)}, {dates.file_size(file.header.size)}"),
    ]
    return [(term, text) for term, text in pairs if text]
