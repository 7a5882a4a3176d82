"""The pages between signing in and the notebook, which stay at hand in the account: terms, choices, identity."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.accounts import terms
from ens.accounts.rules import traits_of
from ens.gate.choices import Choices, make_choices, read_choices
from ens.gate.people import see_person
from ens.kernel.errors import NotFound
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.dates import plain_date
from ens.web.elsewhere import SeeOther
from ens.web.page import own_page, page
from ens.web.render import render
from ens.web.session import after_sign_in

_ANSWERS = {"oui", "non"}
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
    """Ask a representative for the choices of a child's notebook."""
    return _choices(caller, SeeOther(reverse("home", kwargs={"patient": caller.profile.patient})), arriving=False)


@own_page()
def identity(caller: Caller, session: Session) -> HttpResponseBase:  # noqa: ARG001  the door gives both
    """Show the identity card: the national number and the traits that go with it (feature PRO-08)."""
    found = see_person(caller.visit, caller.space).identity
    if found is None:
        raise NotFound
    return render(caller, "accounts/identite.html", identity=found, traits=traits_of(found, plain_date))


def _choices(caller: Caller, onward: SeeOther, *, arriving: bool) -> HttpResponseBase:
    choices, errors = read_choices(caller.visit, caller.space), {}
    typed = _typed(caller.request)
    if caller.request.method == "POST":
        errors = {name: _UNSAID for name, answer in typed.items() if answer not in _ANSWERS}
        if not errors:
            yes = {name: answer == "oui" for name, answer in typed.items()}
            made = Choices(masks_new=not yes["visibles"], regulation=yes["regulation"], break_glass=yes["urgence"])
            make_choices(caller.visit, caller.space, made)
            return onward
    return render(
        caller,
        "accounts/choix.html",
        status=422 if errors else 200,
        typed=typed if errors else _answers(choices),
        errors=errors,
        summary=[(f"{name}-1", text) for name, text in errors.items()],
        arriving=arriving,
    )


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("visibles", "regulation", "urgence")}


def _answers(choices: Choices) -> dict[str, str]:
    said = {"visibles": not choices.masks_new, "regulation": choices.regulation, "urgence": choices.break_glass}
    return {name: "oui" if yes else "non" for name, yes in said.items()}
