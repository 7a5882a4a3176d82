"""A person's page: her record for who may read it, else where one stands and how to be let in."""

from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.gate import shelf
from ens.gate.house import house
from ens.gate.standing import Standing
from ens.kernel import clock
from ens.kernel.errors import NotFound
from ens.policy.reasons import REFUSALS
from ens.policy.rules.emergency import BREAKS_GLASS, REGULATES, REGULATION_PLACE
from ens.pro import seats, services
from ens.pro.listing import ALL, STATE_WORDS, STATES, View, arrange, filters_of, read_wish, states_of
from ens.pro.portal.seated import draw, seat_page, space_of
from ens.pro.seats import Seat
from ens.records import notices
from ens.records.listing.card import Card
from ens.records.lots import DOCUMENT
from ens.records.partial_dates import known_date
from ens.records.taxonomy import find_class
from ens.web.dates import today

MAJORITY: Final = 18
Line = dict[str, object]


@seat_page()
def patient(request: HttpRequest, seat: Seat, patient: str) -> HttpResponseBase:
    """Show the record, or the closed door."""
    standing = services.stand(seat, space_of(patient))
    if not standing.reads:
        return closed(request, seat, patient, standing)
    wish, now, day = read_wish(request.GET.dict()), clock.now_us(), today()
    view = shelf.browse(
        seat.visit_to(standing.space), standing.space, DOCUMENT, lambda held: arrange(held, wish, now, day)
    )
    if wish.page > view.pages:
        raise NotFound
    services.look_at(seat, standing)
    return draw(
        request, seat, "pro/dossier.html", standing=standing, patient=patient, **_shown(request, seat, view, standing)
    )


def closed(
    request: HttpRequest,
    seat: Seat,
    patient: str,
    standing: Standing,
    fault: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponseBase:
    """Say where she stands, and show the ways in; `fault` is what was wrong with one of them."""
    said = [REFUSALS[reason].page for reason in standing.reasons if reason in REFUSALS]
    return draw(
        request,
        seat,
        "pro/ferme.html",
        status=status,
        standing=standing,
        patient=patient,
        said=" ".join(said),
        fault=fault,
        emergencies=modes_of(seat),
    )


def modes_of(seat: Seat) -> list[tuple[str, str, str]]:
    """List the emergencies that her profession and place of work may declare; the gate decides."""
    found = []
    if seat.party.profession in BREAKS_GLASS:
        found.append(("bris_de_glace", "La personne est hors d’état de répondre, et en danger immédiat", ""))
    if seat.party.profession == REGULATES and seat.visit.place_type == REGULATION_PLACE:
        found.append(("centre_15", "Je régule un appel au 15", ""))
    return found


def line_of(card: Card, space: int) -> Line:
    """Write one document as a line."""
    header = card.header
    known = known_date(header.date, header.precision)
    found = find_class(header.class_code)
    return {
        "id": house().codec.encode(space, card.label.item),
        "title": header.title,
        "moment": header.date,
        "vague": ("sans jour" if known.month else str(known.year)) if header.precision else "",
        "class": found.label if found else "Document",
        "author": f"{card.author} (vous)" if card.own else card.author,
        "states": states_of(header),
        "news": card.news,
        "by_patient": header.class_code == "90",
    }


def _shown(request: HttpRequest, seat: Seat, view: View, standing: Standing) -> dict[str, Any]:
    identity, space = standing.identity, standing.space
    return {
        "view": view,
        "wish": view.wish,
        "identity": identity,
        "minor": identity is not None and identity.age_on(today()) < MAJORITY,
        "secret": seats.keeps_secret(request, seat.session, space),
        "born": date.fromisoformat(identity.birth_date) if identity else today(),
        "age": identity.age_on(today()) if identity else 0,
        "syntheses": [line_of(card, space) for card in view.syntheses],
        "groups": [(year, [line_of(card, space) for card in cards]) for year, cards in view.groups],
        "filters": list(filters_of(view)),
        "periods": [("", "Deux dernières années"), *((str(year), str(year)) for year in view.years), (ALL, "Tout")],
        "authors": [("", "Tous"), *((name, name) for name in view.authors)],
        "states": [
            ("", "Documents en cours"),
            *((n, f"{STATE_WORDS[STATES[n]][0]} ({c})") for n, c in view.states.items()),
        ],
        "done": notices.read_stamp(seat.visit, "record", request.GET.get(notices.PARAMETER, "")),
        "pages": [(n, view.wish.query(page=n), n == view.wish.page) for n in range(1, view.pages + 1)],
    }
