"""The reader's pages: the code, who she is, what is shown; to be looked at, with her name across every page.

The address stands in the first page alone: once the code was right, the browser carries a sealed note of it, and every
click is decided upon anew. Nothing here gives a file.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.federation import pocket
from ens.fhir.places import place_of
from ens.formats.preview.shapes import Reason, Refusal
from ens.formats.preview.show import describe, page_image
from ens.gate import shares as gate
from ens.gate.facts import Visit
from ens.gate.house import database, house
from ens.gate.whole import Whole, read_whole
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Malformed, NotFound, Refused, Unauthenticated, Unavailable
from ens.policy.facts import Share
from ens.records.files import FILE, content_of, type_of
from ens.records.lots import DOCUMENT
from ens.records.partial_dates import known_date
from ens.registry import parties
from ens.registry.sessions import Session
from ens.shares import links, rules, services
from ens.shares.lines import tell_line
from ens.web import dates
from ens.web.elsewhere import SeeOther, led_to
from ens.web.page import open_page
from ens.web.render import render
from ens.web.session import get_session, has_session

_CARRIED: Final = "partage"
_NO_PROGRAM: Final = "sandbox; default-src 'none'"
_ENDED: Final = "Ce partage a pris fin, la personne l’a arrêté, ou ce document n’en fait pas partie."
_WRONG: Final = "Ce code n’est pas le bon. Demandez-le de nouveau à la personne."
_CODE_ALONE: Final = "Code dit de vive voix"
T = TypeVar("T")


class Way(NamedTuple):
    """How a browser comes by a share whose code it knows; `opened` once an opening was used, as `who`."""

    space: int
    number: int
    opened: bool = False
    who: int = 0  # the professional who opened it, 0 for the code alone


@open_page("GET", "POST")
def knock(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Ask for the code that goes with the address."""
    left = rules.TRIES - links.find(secret).tries
    if request.method == "GET":
        return _closed(render(request, "shares/code.html", error="", left=left))
    link = services.knock(secret, request.POST.get("code", ""))
    if not link.right:
        left = rules.TRIES - link.tries
        return _closed(render(request, "shares/code.html", status=422, error=_WRONG, left=left))
    response = SeeOther(reverse("share-open"))
    return _closed(_carry(response, Way(link.space, link.number)))


@open_page("GET", "POST")
def enter(request: HttpRequest) -> HttpResponseBase:
    """Say who opens it, and that it will be written down; then use an opening."""
    way = _way(request)
    share, found = _share(way), _professional(request)
    if request.method == "GET":
        name = _name(found.number) if found else ""
        return render(request, "shares/ouvrir.html", share=share, name=name, contents=rules.contents(share))
    if found is None and not share.code_alone:
        return led_to("pro-sign-in", reverse("share-open"))
    visit = services.visit_by(way[:2], found.hash if found else b"")
    gate.open_share(visit, way.space)
    opened = way._replace(opened=True, who=found.number if found else 0)
    return _carry(SeeOther(reverse("share-shown")), opened)


@open_page()
def shown(request: HttpRequest) -> HttpResponseBase:
    """List what is shown."""
    way, visit = _inside(request)
    found = _seen(lambda: gate.list_shown(visit, way.space))
    listed = [
        (
            house().codec.encode(way.space, each.item),
            each.header,
            known_date(each.header.date, each.header.precision).words,
        )
        for each in found.documents
    ]
    lines = [tell_line(*each) for each in found.lines]
    share = _share(way)
    return render(
        request,
        "shares/lecture.html",
        documents=listed,
        sections=[
            (name, [line for line in lines if line.kind == kind])
            for kind, name in rules.SECTIONS.items()
            if kind in share.kinds
        ],
        share=share,
        mark=_mark(way),
    )


@open_page()
def document(request: HttpRequest, document: str) -> HttpResponseBase:
    """Show one document."""
    whole, way = _read(request, document)
    preview = describe(type_of(whole.file), content_of(whole.file), _first_page(request))
    header = whole.found.header
    return render(
        request,
        "shares/document.html",
        header=header,
        date=known_date(header.date, header.precision).words,
        preview=replace(preview, note=""),
        mark=_mark(way),
    )


@open_page()
def image(request: HttpRequest, document: str, number: int) -> HttpResponseBase:
    """Draw one page of a document."""
    whole, way = _read(request, document)
    drawn = page_image(type_of(whole.file), content_of(whole.file), number, _mark(way))
    if isinstance(drawn, Refusal):
        if drawn.reason is Reason.BUSY:
            raise Unavailable(drawn.sentence)
        raise NotFound
    return HttpResponse(drawn.data, content_type=drawn.content_type, headers={"Content-Security-Policy": _NO_PROGRAM})


def _read(request: HttpRequest, public: str) -> tuple[Whole, Way]:
    way, visit = _inside(request)
    place = place_of(public)
    if place[0] != way.space:
        raise NotFound
    return _seen(lambda: read_whole(visit, place, DOCUMENT, FILE)), way


def _seen(look: Callable[[], T]) -> T:
    """Say what became of a share to who had opened it; the refusal is in the history."""
    try:
        return look()
    except (NotFound, Refused) as error:
        raise NotFound(_ENDED, error.reasons) from error


def _way(request: HttpRequest) -> Way:
    carried = pocket.look(request, _CARRIED)
    if carried is None:
        raise NotFound("Visez de nouveau le carré, puis tapez le code.")
    return Way(carried["space"], carried["number"], carried["opened"], carried["who"])


def _inside(request: HttpRequest) -> tuple[Way, Visit]:
    """Tell by which share a browser looks; who opened it as a professional must still be signed in as that one."""
    way = _way(request)
    if not way.opened:
        raise NotFound(_ENDED)
    if not way.who:
        return way, services.visit_by(way[:2])
    found = _professional(request)
    if found is None or found.number != way.who:
        raise Unauthenticated
    return way, services.visit_by(way[:2], found.hash)


def _share(way: Way) -> Share:
    """Give the share while it lasts; whether it does is decided upon again by whatever is read."""
    share = gate.find_share(way.space, way.number)
    if share is None or share.end <= clock.now_us() // 1_000_000:
        raise NotFound(_ENDED)
    return share


def _professional(request: HttpRequest) -> Session | None:
    if not has_session(request):
        return None
    try:
        found = get_session(request)
    except Unauthenticated:
        return None
    return found if found.kind is ActorKind.PROFESSIONAL else None


def _name(number: int) -> str:
    return parties.list_numbered(database(), [number])[number].name


def _mark(way: Way) -> str:
    """Write what stands across every page: who looks, and when."""
    now = clock.now()
    return f"{_name(way.who) if way.who else _CODE_ALONE}, {dates.plain_date(now)}, {dates.hour(now)}"


def _carry(response: SeeOther, way: Way) -> SeeOther:
    pocket.put(response, _CARRIED, way._asdict(), rules.READING_SECONDS)
    return response


def _closed(response: HttpResponse) -> HttpResponse:
    """Keep the address from being told to the pages that follow, or found by search engines."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _first_page(request: HttpRequest) -> int:
    text = request.GET.get("p", "1")
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise Malformed("Cette page n’existe pas.")
    return max(1, int(text))
