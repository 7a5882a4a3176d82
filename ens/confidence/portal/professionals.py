"""Professionals and structures: who is let in, who waits, who is blocked; one page for each, with what may be done."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.confidence import services, undoing
from ens.confidence.rules import Act, Group, Place, acts_of, list_places, place_of
from ens.confidence.sentences import state_of, words_of, work_of
from ens.confidence.undoing import Done
from ens.gate.choices import read_sharing
from ens.gate.house import database, house
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Malformed, NotFound
from ens.kernel.ids import ITEM_BYTES
from ens.registry import parties, practices, seeking
from ens.registry.parties import Party
from ens.registry.professions import professions
from ens.sharing.rules import standing_of
from ens.web.caller import Caller
from ens.web.effects import tell_effects
from ens.web.elsewhere import SeeOther
from ens.web.page import page
from ens.web.render import render

UNDO: Final = "annuler"
HURTING: Final = frozenset({Act.WITHDRAW, Act.BLOCK, Act.REFUSE, Act.NOT_TREATING, Act.TRUST_NO_MORE, Act.UNBLOCK})
_KINDS: Final = frozenset({ActorKind.PROFESSIONAL, ActorKind.STRUCTURE})
_LISTED: Final = 200


class Card(NamedTuple):
    """One of them on a page."""

    id: str
    name: str
    work: str
    state: str
    place: Place
    practices: Sequence[str] = ()


@page("GET", "POST")
def team(caller: Caller) -> HttpResponseBase:
    """Show who is let in, who waits and who is blocked; answer a demand in one gesture."""
    if caller.request.method == "POST":
        return _do(caller, caller.request.POST.get("qui", ""))
    sharing = read_sharing(caller.visit, caller.space)
    groups = list_places(sharing, services.now())
    numbers = [place.number for places in groups.values() for place in places][:_LISTED]
    known = parties.list_numbered(database(), numbers)
    cards = {
        group: [_card(caller, known[place.number], place) for place in places if place.number in known]
        for group, places in groups.items()
    }
    return render(caller, "confidence/soignants.html", cards=cards, group=Group)


@page("GET", "POST")
def professional(caller: Caller, who: str) -> HttpResponseBase:
    """Show one of them, what may be done about it, and what each act would change."""
    if caller.request.method == "POST":
        return _do(caller, who)
    sharing, party = read_sharing(caller.visit, caller.space), _party(caller, who)
    place = place_of(sharing, party.number, services.now())
    acts = acts_of(place, party)
    effects = services.effects_of(caller.visit, caller.space, party.number, acts)
    whose = "" if caller.profile.own else caller.profile.name
    word = caller.request.GET.get(undoing.PARAMETER, "")
    done = undoing.read(caller.visit, who, word)
    return render(
        caller,
        "confidence/soignant.html",
        card=_card(caller, party, place),
        acts=[(act, words_of(act, party), tell_effects(effects[act], whose)) for act in acts],
        done=None if done is None else words_of(done.act, party),
        word=word,
        undoable=done is not None and done.act in HURTING,
    )


@page()
def find(caller: Caller) -> HttpResponseBase:
    """Look somebody up in the public directory, to let her in or shut her out."""
    sharing = read_sharing(caller.visit, caller.space)
    asked = {name: caller.request.GET.get(name, "")[:80].strip() for name in ("nom", "metier", "commune")}
    sent = "nom" in caller.request.GET
    found = seeking.seek(database(), asked["nom"], asked["metier"], asked["commune"]) if sent else []
    now = services.now()
    cards = [_card(caller, each, place_of(sharing, each.number, now)) for each in (found or [])[: seeking.FOUND]]
    return render(
        caller,
        "confidence/annuaire.html",
        status=422 if found is None else 200,
        asked=asked,
        sent=sent and found is not None,
        cards=cards,
        more=len(found or []) > seeking.FOUND,
        professions=[("", "Tous les métiers"), *professions()],
        error="Écrivez au moins deux lettres du nom." if found is None else "",
    )


def _do(caller: Caller, who: str) -> HttpResponseBase:
    """Do one act, and show what was done where it can be undone."""
    party, form = _party(caller, who), caller.request.POST
    before = standing_of(read_sharing(caller.visit, caller.space), party.number)
    address = reverse("confidence-one", kwargs={"patient": caller.profile.patient, "who": who})
    if form.get("geste") == UNDO:
        done = undoing.demand(caller.visit, who, form.get("mot", ""))
        services.put_back(caller.visit, caller.space, party.number, done.before)
        return SeeOther(address)
    act = _act(form.get("geste", ""))
    services.do(caller.visit, caller.space, party.number, act, form.get("jours", "365"))
    word = undoing.write(caller.visit, who, Done(act, before))
    return SeeOther(f"{address}?{urlencode({undoing.PARAMETER: word})}")


def _act(text: str) -> Act:
    try:
        return Act(text)
    except ValueError as error:
        raise Malformed from error


def _party(caller: Caller, who: str) -> Party:
    """Read the public id of a line of the directory, as this notebook names it."""
    space, name = house().codec.decode(who) or (-1, b"")
    number = int.from_bytes(name, "big")
    found = parties.list_numbered(database(), [number]) if space == caller.space and number < 1 << 63 else {}
    party = found.get(number)
    if party is None or party.kind not in _KINDS:
        raise NotFound
    return party


def _card(caller: Caller, party: Party, place: Place) -> Card:
    public = house().codec.encode(caller.space, party.number.to_bytes(ITEM_BYTES, "big"))
    where = practices.list_of(database(), party.number) if party.kind is ActorKind.PROFESSIONAL else []
    places = [f"{each.name}, {each.town}" if each.town else each.name for each in where]
    return Card(public, party.name, work_of(party), state_of(place), place, places)
