"""One document: what it is, its content, who can see it and why, who opened it, its versions."""

from typing import Final

from django.http.response import HttpResponseBase

from ens.fhir.parse import parse_stored
from ens.fhir.places import place_of
from ens.formats.preview.show import describe
from ens.gate import door
from ens.gate.door import Found
from ens.gate.house import house
from ens.gate.sheet import Sheet, read_sheet
from ens.kernel import clock
from ens.kernel.errors import Malformed, NotFound
from ens.policy.facts import Flag, Header
from ens.records import notices, taxonomy
from ens.records.files import FILE, content_of, kind_of, type_of
from ens.records.lineage import find_lineage
from ens.records.listing.card import is_news
from ens.records.listing.wish import Wish
from ens.records.lots import DOCUMENT
from ens.records.partial_dates import PartialDate, known_date
from ens.records.portal.shelf import tags_of
from ens.records.sentences.audience import tell_audience
from ens.records.sentences.openings import tell_openings
from ens.records.sentences.reader import Reader
from ens.records.sentences.versions import tell_changes
from ens.web import dates
from ens.web.caller import Caller
from ens.web.page import page
from ens.web.render import render

LAST_VERSION: Final = (1 << 31) - 1  # what the database can count
Point = tuple[str, str, str, str]  # a point of the timeline: title, note, address, state
_NOTICES: Final = {
    notices.ADDED: ("Votre document est ajouté", "Il est dans le carnet dès maintenant."),
    notices.CHANGED: ("Vos changements sont enregistrés", "La version d’avant reste lisible, au bas de cette page."),
    notices.UNCHANGED: ("Rien n’a changé", "Le document disait déjà cela."),
}


@page()
def document(caller: Caller, document: str) -> HttpResponseBase:
    """Show a document."""
    first = _first_page(caller)
    sheet = read_sheet(caller.visit, place_in(caller, document), DOCUMENT, FILE)
    found, file = sheet.whole
    reader = Reader(sheet.reader, caller.profile.name, caller.profile.own)
    return render(
        caller,
        "records/document.html",
        id=document,
        header=found.header,
        date=known_date(found.header.date, found.header.precision).words,
        month=_month(found.header),
        tags=tags_of(found.header, news=is_news(found.header, sheet.reader, clock.now_us())),
        done=_NOTICES.get(
            notices.read_stamp(caller.visit, document, caller.request.GET.get(notices.PARAMETER, "")), ("", "")
        ),
        file=f"{kind_of(file)}, {dates.file_size(file.header.size)}",
        preview=describe(type_of(file), content_of(file), first),
        details=_details(sheet),
        changeable=sheet.changeable,
        told=tell_audience(sheet.audience, reader) if sheet.audience else None,
        openings=tell_openings(sheet.openings, sheet.audience, reader, dates.today()) if sheet.audience else None,
        versions=_timeline(caller, sheet),
        category=_category(found.header),
    )


@page()
def version(caller: Caller, document: str, number: int) -> HttpResponseBase:
    """Show what was said of a document in one of its versions; its file is the same in all."""
    if number > LAST_VERSION:
        raise NotFound
    found = door.read_version(caller.visit, place_in(caller, document), DOCUMENT, number)
    pairs = [
        ("Titre", found.header.title),
        ("Date", known_date(found.header.date, found.header.precision).words),
        ("Catégorie", _category(found.header)),
        ("Auteur", found.header.author_name or "Non précisé"),
        ("Visibilité", _visibility(found.header)),
    ]
    return render(caller, "records/version.html", id=document, number=number, found=found, pairs=pairs)


def place_in(caller: Caller, public: str) -> tuple[int, bytes]:
    """Read the public id of a document of this notebook; another notebook's has an address of its own."""
    place = place_of(public)
    if place[0] != caller.space:
        raise NotFound
    return place


def _first_page(caller: Caller) -> int:
    text = caller.request.GET.get("p", "1")
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise Malformed("Cette page n’existe pas.")
    return max(1, int(text))


def _category(header: Header) -> str:
    found = taxonomy.find_category(header.category)
    return found.label if found else "Autres documents"


def _month(header: Header) -> tuple[str, str]:
    """Name the month of a document, or its year, with the question that lists it."""
    known = known_date(header.date, header.precision)
    words = PartialDate(known.year, known.month).words
    period = f"{known.year}-{known.month:02}" if known.month else str(known.year)
    return words[0].upper() + words[1:], Wish(period=period).query()


def _moment(at: int) -> str:
    """Write a day and an hour."""
    return f"{dates.plain_date(at)}, {dates.hour(at)}"


def _visibility(header: Header) -> str:
    hidden = "Caché aux représentants légaux" if header.has(Flag.HIDDEN_FROM_REPRESENTATIVES) else ""
    masked = "Masqué aux soignants" if header.has(Flag.MASKED) else ""
    return ", ".join(filter(None, (masked, hidden))) or "Visible des soignants autorisés"


def _details(sheet: Sheet) -> list[tuple[str, str]]:
    header, file = sheet.whole.found.header, sheet.whole.file
    known = taxonomy.find_type(header.type)
    seers = sheet.audience.seers if sheet.audience else []
    depositor = next((each.actor.name for each in seers if each.actor.number == header.author), "")
    signed = parse_stored(sheet.whole.found.resource).get("authenticator", {}).get("display", "")
    pairs = [
        ("Catégorie", _category(header)),
        ("Nature", _in_full(known.label) if known else ""),
        ("Auteur", header.author_name),
        ("Validé par", str(signed)),
        ("Déposé par", "vous" if header.author == sheet.reader else depositor),
        ("Arrivé ici", _moment(header.arrived)),
        ("Visibilité", _visibility(header)),
        ("Fichier", f"{kind_of(file)}, {dates.file_size(file.header.size)}"),
    ]
    return [(term, text) for term, text in pairs if text and not (term == "Déposé par" and text == header.author_name)]


def _in_full(label: str) -> str:
    """Write the label of a type as one reads it: the national table abbreviates and types its apostrophes straight."""
    whole = f"Compte rendu {label[3:]}" if label.startswith("CR ") else label
    return whole.replace("'", "’")


def _timeline(caller: Caller, sheet: Sheet) -> list[Point]:
    """Tell the documents that replace this one, its own versions, and those that it replaces; newest first."""
    lineage = find_lineage(caller.visit, sheet.whole.found)
    own = _own_versions(sheet)
    newer = [_other(each, "Version qui remplace celle-ci") for each in reversed(lineage.newer)]
    return [*newer, *own, *(_other(each, "Version remplacée") for each in lineage.older)]


def _other(found: Found, title: str) -> Point:
    address = f"../{house().codec.encode(found.space, found.item)}/"
    return title, f"{known_date(found.header.date, found.header.precision).words}. {found.header.title}.", address, ""


def _own_versions(sheet: Sheet) -> list[Point]:
    befores = [*(header for _, header in sheet.versions[1:]), None]
    points: list[Point] = []
    for (number, header), before in zip(sheet.versions, befores, strict=True):
        note = f"{_moment(header.updated)}. {tell_changes(before, header)}"
        past = (f"Version {number}", note, f"versions/{number}/", "")
        points.append(past if points else ("Ce document", note, "", "fait"))
    return points
