"""The pages that say who sees a document, and who sees all of them."""

from typing import Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.confidence import visibility
from ens.confidence.visibility import Look
from ens.gate import door
from ens.gate.choices import read_sharing
from ens.kernel.errors import Malformed, Refused
from ens.policy.prospect import Effect
from ens.records.lots import DOCUMENT
from ens.records.portal.document import place_in
from ens.sharing.family import MAJORITY
from ens.web.caller import Caller
from ens.web.effects import tell_effects
from ens.web.elsewhere import SeeOther
from ens.web.page import page
from ens.web.render import render

WORDS: Final = {
    Look.MASK: ("Masquer aux soignants", "L’auteur, le médecin traitant et les administrateurs le voient toujours."),
    Look.UNMASK: ("Montrer aux soignants autorisés", "Chacun selon son métier, et seulement ceux que vous autorisez."),
    Look.HIDE: (
        "Cacher à mes parents",
        "Ils ne sauront pas qu’il existe. Les soignants autorisés le voient.",
    ),
    Look.UNHIDE: ("Ne plus cacher à mes parents", "Vos parents le verront dans leur liste."),
}


@page("GET", "POST")
def one(caller: Caller, document: str) -> HttpResponseBase:
    """Show who would see one document, and say so."""
    read_sharing(caller.visit, caller.space)
    found = door.read(caller.visit, *place_in(caller, document), DOCUMENT)
    looks = visibility.looks_of(found.header, minor=caller.profile.own and caller.profile.age < MAJORITY)
    if caller.request.method == "POST":
        look = _look(caller)
        if look not in looks:
            raise Refused("Ce document est déjà ainsi, ou ce choix n’est pas le vôtre.")
        visibility.say(caller.visit, found, look)
        return SeeOther(reverse("document", kwargs={"patient": caller.profile.patient, "document": document}))
    effects = visibility.effects_on(caller.visit, found, looks)
    acts = [(look, *WORDS[look], _told(caller, each)) for look, each in zip(looks, effects, strict=True)]
    return render(
        caller, "confidence/visibilite.html", acts=acts, title=found.header.title, document=document, done=None
    )


@page("GET", "POST")
def every(caller: Caller) -> HttpResponseBase:
    """Mask all documents at once, or show them."""
    read_sharing(caller.visit, caller.space)
    looks, done = [Look.MASK, Look.UNMASK], None
    if caller.request.method == "POST":
        look = _look(caller)
        if look not in looks:
            raise Malformed
        done = visibility.say_of_all(caller.visit, caller.space, look)
    effects = visibility.effects_on_all(caller.visit, caller.space, looks)
    acts = [(look, *WORDS[look], _told(caller, each)) for look, each in zip(looks, effects, strict=True)]
    return render(caller, "confidence/visibilite.html", acts=acts, title="", document="", done=done)


def _told(caller: Caller, effects: list[Effect]) -> list[str]:
    return tell_effects(effects, "" if caller.profile.own else caller.profile.name)


def _look(caller: Caller) -> Look:
    try:
        return Look(caller.request.POST.get("geste", ""))
    except ValueError as error:
        raise Malformed from error
