"""The pages between signing in and the notebook, which stay at hand in the account: terms, choices, identity."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.accounts import terms
from ens.accounts.rules import traits_of
from ens.gate.choices import Choices, chosen, make_choices, read_choices
from ens.gate.people import see_person
from ens.gate.prospect import Proposal, foresee
from ens.kernel.errors import NotFound
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.dates import plain_date
from ens.web.effects import tell_effects
from ens.web.elsewhere import SeeOther
from ens.web.page import own_page, page
from ens.web.render import render
from ens.web.session import after_sign_in

_ANSWERS = {"oui", "non"}
_FIRST = ("visibles", "regulation", "urgence")
_LATER = ("masques", "bloques")  # asked of who has chosen once already
_UNSAID = "Choisissez une réponse."


@own_page("GET", "POST", arriving=True)
def terms_page(caller: Caller, session: Session) -> HttpResponseBase:
    """Show the terms of use, and take their acceptance."""
    if caller.request.method == "POST":
        terms.accept(caller.space, session.number, caller.request.POST.get("version", ""))
        return after_sign_in(caller.request)
    accepted = terms.has_accepted(session.number)
    shown = caller if session.settled else caller.request
    return render(shown, "accounts/conditions.html", text=terms.TEXT, version=terms.VERSION, accepted=accepted)


@own_page("GET", "POST", arriving=True)
def own_choices(caller: Caller, session: Session) -> HttpResponseBase:
    """Ask for the choices of one's own notebook."""
    return _choices(caller, after_sign_in(caller.request), arriving=not session.settled)


@page("GET", "POST")
def choices(caller: Caller) -> HttpResponseBase:
    """Show the choices of a notebook to whoever may change them: its person, or who represents her."""
    return _choices(caller, SeeOther(reverse("confidence", kwargs={"patient": caller.profile.patient})), arriving=False)


@own_page()
def identity(caller: Caller, session: Session) -> HttpResponseBase:  # noqa: ARG001  the door gives both
    """Show the identity card: the national number and the traits that go with it (feature PRO-08)."""
    found = see_person(caller.visit, caller.space).identity
    if found is None:
        raise NotFound
    return render(caller, "accounts/identite.html", identity=found, traits=traits_of(found, plain_date))


def _choices(caller: Caller, onward: SeeOther, *, arriving: bool) -> HttpResponseBase:
    old, errors = read_choices(caller.visit, caller.space), {}
    asked = (*_FIRST, *_LATER) if old.made else _FIRST
    typed = {name: caller.request.POST.get(name, "") for name in asked}
    if caller.request.method == "POST":
        errors = {name: _UNSAID for name, answer in typed.items() if answer not in _ANSWERS}
        if not errors:
            return _choose(caller, onward, old, typed)
    return render(
        caller,
        "accounts/choix.html",
        status=422 if errors else 200,
        typed=typed if errors else _answers(old),
        errors=errors,
        summary=[(f"{name}-1", text) for name, text in errors.items()],
        arriving=arriving,
        later=old.made,
    )


def _choose(caller: Caller, onward: SeeOther, old: Choices, typed: dict[str, str]) -> HttpResponseBase:
    """Make the choices; what they would change is shown first to whoever has chosen once already."""
    yes = {name: answer == "oui" for name, answer in (_answers(old) | typed).items()}
    new = Choices(not yes["visibles"], yes["regulation"], yes["urgence"], True, yes["masques"], yes["bloques"])  # noqa: FBT003
    if old.made and new != old and caller.request.POST.get("confirme") != "oui":
        (effects,) = foresee(caller.visit, caller.space, [Proposal(lambda sharing: chosen(sharing, new))])
        told = tell_effects(effects, "" if caller.profile.own else caller.profile.name)
        return render(caller, "accounts/choix_confirmer.html", typed=typed, effects=told, old=old, new=new)
    make_choices(caller.visit, caller.space, new)
    return onward


def _answers(choices: Choices) -> dict[str, str]:
    said = {
        "visibles": not choices.masks_new,
        "regulation": choices.regulation,
        "urgence": choices.break_glass,
        "masques": choices.unmasks,
        "bloques": choices.lifts_blocks,
    }
    return {name: "oui" if yes else "non" for name, yes in said.items()}
