"""The person's pages: what she shows at this moment, showing something, the square and the code to hand over."""

from typing import Final, NamedTuple

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.federation import pocket
from ens.fhir.places import place_of
from ens.gate import shares as gate
from ens.gate import shelf
from ens.gate.house import house
from ens.gate.shelf import Label, Shelf
from ens.gate.standing import require
from ens.gate.trace import name_share
from ens.kernel.actions import Action
from ens.kernel.errors import HouseError, Invalid, NotFound
from ens.policy.facts import Flag, Header
from ens.records.partial_dates import known_date
from ens.shares import handing, rules, services
from ens.shares.services import Handed, Wish
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import page
from ens.web.render import render
from ens.web.session import get_session
from ens.web.squares import draw_square
from ens.web.typography import tied

OFFERED: Final = 60  # documents, newest first
_HANDED: Final = "remise"
_KIND: Final = "DocumentReference"
_NOT_SHOWN: Final = Flag.MASKED | Flag.NOT_ANNOUNCED | Flag.SUPERSEDED | Flag.ARCHIVED
WAYS: Final = (
    (
        "0",
        "À regarder",
        "La personne lit sur son écran, sans recevoir les fichiers. Vous pouvez arrêter à tout moment.",
    ),
    (
        "1",
        "En remettre une copie",
        "Pour l’application d’un soignant, à l’étranger par exemple (SMART Health Link). Elle garde ce qu’elle a reçu.",
    ),
)
_DONE: Final = {"arrete": "Le partage est arrêté"}


class Offer(NamedTuple):
    """Documents that may be shown."""

    shown: list[Label]


@page("GET", "POST")
def shares(caller: Caller) -> HttpResponseBase:
    """Show what is shown at this moment; end one."""
    require(caller.visit, caller.space, Action.SHARING_SHARE_GIVE)
    if caller.request.method == "POST":
        services.withdraw(caller.visit, caller.space, _number(caller.request.POST.get("partage", "")))
        return SeeOther(f"{_address(caller, 'shares')}?fait=arrete")
    found = gate.list_shares(caller.visit, caller.space)
    listed = [(number, name_share(number).upper()[8:], share, rules.contents(share)) for number, share in found.items()]
    return render(caller, "shares/partages.html", shares=listed, done=_DONE.get(caller.request.GET.get("fait", ""), ""))


@page("GET", "POST")
def choose(caller: Caller) -> HttpResponseBase:
    """Choose documents, a duration, how often and for whom."""
    require(caller.visit, caller.space, Action.SHARING_SHARE_GIVE)
    if caller.request.method == "GET":
        return _form(caller)
    try:
        wish = _read(caller)
    except Invalid as error:
        return _form(caller, error)
    made = services.give(caller.visit, caller.space, _giver(caller), wish)
    response = SeeOther(_address(caller, "share-handed"))
    pocket.put(response, _HANDED, {**made._asdict(), "space": caller.space})
    return response


@page()
def handed(caller: Caller) -> HttpResponseBase:
    """Show the square and the code, for ten minutes and in this browser alone."""
    require(caller.visit, caller.space, Action.SHARING_SHARE_GIVE)
    carried = pocket.look(caller.request, _HANDED)
    if carried is None or carried["space"] != caller.space:
        return SeeOther(_address(caller, "shares"))
    made = Handed(carried["number"], carried["address"], carried["code"])
    share = gate.list_shares(caller.visit, caller.space).get(made.number)
    if share is None:
        return SeeOther(_address(caller, "shares"))
    address = handing.write_link(made.address, share) if share.handed else services.whole_address(made.address)
    return render(
        caller,
        "shares/remise.html",
        square=draw_square(address),
        share=share,
        number=made.number,
        address=address,
        code=rules.group_code(made.code),
    )


def _form(caller: Caller, error: Invalid | None = None) -> HttpResponseBase:
    offer = shelf.browse(caller.visit, caller.space, _KIND, _offer)
    fields = ("documents", "maniere", "duree", "fois")
    faults = (
        {} if error is None else {next(each for each in (*error.reasons, fields[0]) if each in fields): error.detail}
    )
    asked = caller.request.GET.get("document", "")
    counts = gate.count_sections(caller.visit, caller.space, list(rules.SECTIONS))
    return render(
        caller,
        "shares/nouveau.html",
        status=422 if error else 200,
        sections=[(kind, name, _lines(counts[kind])) for kind, name in rules.SECTIONS.items() if counts[kind]],
        documents=[
            (house().codec.encode(caller.space, each.item), tied(each.header.title), _dated(each.header))
            for each in offer.shown
        ],
        chosen=caller.request.POST.getlist("documents") or [asked],
        kinds=caller.request.POST.getlist("rubriques"),
        typed=caller.request.POST,
        ways=WAYS,
        durations=[(str(seconds), words, "") for seconds, words in rules.DURATIONS],
        openings=[(str(count), words, "") for count, words in rules.OPENINGS],
        faults=faults,
    )


def _offer(held: Shelf) -> Offer:
    fit = [each for each in held.labels if not each.header.flags & _NOT_SHOWN]
    return Offer(sorted(fit, key=lambda each: (-each.header.date, each.item))[:OFFERED])


def _lines(count: int) -> str:
    return f"{count} ligne{'s' if count > 1 else ''}"


def _dated(header: Header) -> str:
    by = f", {header.author_name}" if header.author_name else ""
    return f"{known_date(header.date, header.precision).words}{by}"


def _read(caller: Caller) -> Wish:
    sent = caller.request.POST
    places = [place_of(text) for text in dict.fromkeys(sent.getlist("documents")[: rules.DOCUMENTS + 1])]
    kinds = tuple(kind for kind in rules.SECTIONS if kind in sent.getlist("rubriques"))
    if not (places or kinds) or len(places) > rules.DOCUMENTS:
        sentence = f"Cochez une rubrique ou un document au moins, {rules.DOCUMENTS} documents au plus."
        raise Invalid(sentence, ("documents",))
    if any(space != caller.space for space, _ in places):
        raise NotFound
    handed = _choice(sent.get("maniere", "0"), dict.fromkeys((0, 1), ""), "maniere", "Dites de quelle manière.") == 1
    seconds = _choice(sent.get("duree", ""), dict(rules.DURATIONS), "duree", "Dites pour combien de temps.")
    openings = _choice(sent.get("fois", ""), dict(rules.OPENINGS), "fois", "Dites combien de fois il peut s’ouvrir.")
    return Wish(
        [item for _, item in places], seconds, openings, sent.get("code-seul") == "oui" or handed, kinds, handed
    )


def _choice(text: str, offered: dict[int, str], field: str, sentence: str) -> int:
    try:
        return rules.read_choice(text, offered, sentence)
    except HouseError as error:
        raise Invalid(error.detail, (field,)) from error


def _giver(caller: Caller) -> int:
    """Tell the number of whoever shows: the person herself, or who represents her."""
    return get_session(caller.request).number


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= len(str(1 << 63)) else 0


def _address(caller: Caller, name: str) -> str:
    return reverse(name, kwargs={"patient": caller.profile.patient})
