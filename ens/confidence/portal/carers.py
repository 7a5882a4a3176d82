"""The pages of carers: whom a person lets help, and, in the carer's own account, whom she helps."""

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.confidence import caring, representing
from ens.confidence.invitations import Invitation, Kept
from ens.credentials.rules.contacts import LONGEST_EMAIL
from ens.gate.house import house
from ens.gate.people import get_number, name_of
from ens.gate.profiles import Tie
from ens.kernel import clock
from ens.kernel.errors import Conflict, Gone, Invalid, Malformed, NotFound, TooMany
from ens.kernel.ids import ITEM_BYTES
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import own_page, page
from ens.web.render import render
from ens.web.session import get_session, space_of

LONGEST: Final = 80
DONE: Final = {
    "envoyee": "L’invitation est partie. Elle vaut sept jours.",
    "annulee": "L’invitation est annulée.",
    "fini": "Cette aide a pris fin. Le reçu est dans les documents.",
}
HELPING: Final = {
    "oui": "C’est accepté. Son carnet est maintenant dans les onglets, en haut de la page.",
    "non": "Vous avez refusé. Rien n’a été ouvert.",
    "fini": "Vous n’aidez plus cette personne. Son carnet vous est fermé.",
}
_LABELS: Final = (("365", "Un an"), ("180", "Six mois"), ("30", "Trente jours"))


@page("GET", "POST")
def helpers(caller: Caller) -> HttpResponseBase:
    """Show who helps in a notebook; end a help, or take an invitation back."""
    if caller.request.method == "POST":
        return _end(caller)
    found = caring.list_helpers(caller.visit, caller.space)
    codec = house().codec
    public = {each.number: codec.encode(caller.space, each.number.to_bytes(ITEM_BYTES, "big")) for each in found.carers}
    done = DONE.get(caller.request.GET.get("fait", ""), "")
    second = representing.may_invite(caller.visit, caller.space)
    leaves = representing.may_step_down(caller.visit, caller.space)
    return render(
        caller, "confidence/proches.html", found=found, public=public, done=done, second=second, leaves=leaves
    )


@page("GET", "POST")
def invite(caller: Caller) -> HttpResponseBase:
    """Ask who is to help, and send the invitation."""
    lengths = {"nom": LONGEST, "joindre": LONGEST_EMAIL, "duree": LONGEST}
    form = {name: caller.request.POST.get(name, "")[:most].strip() for name, most in lengths.items()}
    faults: dict[str, str] = {}
    if caller.request.method == "POST":
        faults, said = _read(form)
        if said is not None:
            try:
                caring.invite(caller.visit, caller.space, said)
            except Conflict as error:
                faults = {"nom": error.detail}
            else:
                return _back(caller, "envoyee")
    else:
        caring.list_helpers(caller.visit, caller.space)
    shown: dict[str, Any] = {"form": form, "faults": faults, "labels": _LABELS, "summary": list(faults.items())}
    return render(caller, "confidence/inviter.html", status=422 if faults else 200, **shown)


@own_page("GET", "POST")
def helping(caller: Caller, session: Session) -> HttpResponseBase:
    """Show whom one helps; answer an invitation by its code, or stop helping."""
    form = caller.request.POST
    code, error, kept = form.get("code", "")[:LONGEST], "", None
    if caller.request.method == "POST":
        if form.get("geste") == "arreter":
            return _give_up(caller)
        try:
            kept = caring.open_invitation(session.number, caller.space, code)
            unsworn = kept.said.traits is not None and form.get("honneur") != "oui"
            if form.get("geste") == "refuser" or (form.get("geste") == "accepter" and not unsworn):
                return _answer(caller, kept, agrees=form["geste"] == "accepter")
        except (Invalid, Conflict, Gone, TooMany) as refused:
            error, kept = refused.detail or "Trop d’essais. Réessayez dans une heure.", None
    return render(
        caller,
        "confidence/aider.html",
        status=422 if error else 200,
        error=error,
        code=code,
        kept=kept,
        person=name_of(get_number(kept.space)) if kept else "",
        unsworn=kept is not None and form.get("geste") == "accepter",
        until=clock.now_us() + kept.said.seconds * 1_000_000 if kept else 0,
        helped=[profile for profile in caller.profiles if profile.tie is Tie.HELPED],
        done=HELPING.get(caller.request.GET.get("fait", ""), ""),
    )


def _answer(caller: Caller, kept: Kept, *, agrees: bool) -> HttpResponseBase:
    represents = kept.said.traits is not None
    if represents and agrees:
        representing.accept(caller.visit, caller.space, kept)
    elif represents:
        representing.refuse(caller.space, kept)
    elif agrees:
        caring.accept(caller.visit, caller.space, kept)
    else:
        caring.refuse(caller.space, kept)
    return SeeOther(f"{reverse('helping')}?fait={'oui' if agrees else 'non'}")


def _give_up(caller: Caller) -> HttpResponseBase:
    named = caller.request.POST.get("carnet", "")
    helped = (profile for profile in caller.profiles if profile.tie is Tie.HELPED and profile.patient == named)
    profile = next(helped, None)
    if profile is None:
        raise NotFound
    caring.give_up(caller.space, profile.space)
    return SeeOther(f"{reverse('helping')}?fait=fini")


def _end(caller: Caller) -> HttpResponseBase:
    form = caller.request.POST
    if form.get("geste") == "annuler":
        caring.cancel(caller.visit, caller.space, form.get("invitation", ""))
        return _back(caller, "annulee")
    if form.get("geste") == "ne-plus-representer":
        return _step_down(caller)
    if form.get("geste") != "retirer":
        raise Malformed
    space, name = house().codec.decode(form.get("aidant", "")) or (-1, b"")
    if space != caller.space:
        raise NotFound
    caring.dismiss(caller.visit, caller.space, int.from_bytes(name, "big"))
    return _back(caller, "fini")


def _step_down(caller: Caller) -> HttpResponseBase:
    """End one's own representation, once it was confirmed; the child's notebook is not there any more afterwards."""
    if caller.request.POST.get("confirme") != "oui":
        return render(caller, "confidence/ne_plus_representer.html")
    representing.step_down(caller.visit, space_of(get_session(caller.request)), caller.space)
    return SeeOther(reverse("welcome"))


def _read(form: dict[str, str]) -> tuple[dict[str, str], Invitation | None]:
    faults = {} if form["nom"] else {"nom": "Écrivez le nom de la personne qui vous aidera."}
    reach = ""
    try:
        reach = caring.read_reach(form["joindre"])
    except Invalid as error:
        faults["joindre"] = error.detail or "Écrivez une adresse e-mail ou un numéro de portable."
    seconds = caring.DURATIONS.get(form["duree"])
    if seconds is None:
        faults["duree"] = "Choisissez jusqu’à quand."
    return faults, None if faults or seconds is None else Invitation(form["nom"], reach, seconds)


def _back(caller: Caller, done: str) -> SeeOther:
    return SeeOther(f"{reverse('helpers', kwargs={'patient': caller.profile.patient})}?fait={done}")
