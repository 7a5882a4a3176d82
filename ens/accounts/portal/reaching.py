"""The pages of where one can be reached."""

from typing import Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.accounts import reaching
from ens.accounts.rules import RECENT_SECONDS
from ens.kernel.errors import Invalid, TooMany
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import own_page
from ens.web.render import render
from ens.web.session import require_recent

DONE: Final = {
    "maintenant": "C’est noté : nous vous écrirons là.",
    "attente": "C’est noté : nous vous écrirons là dans 72 heures. Nous venons de prévenir l’ancienne coordonnée.",
    "annule": "Le changement est annulé. Rien ne change.",
}
_LONGEST: Final = 2_000


@own_page("GET", "POST")
def contacts(caller: Caller, session: Session) -> HttpResponseBase:
    """Show where one can be reached, and take a new contact: a code goes there."""
    errors: dict[str, str] = {}
    name, typed = (caller.request.POST.get(each, "")[:_LONGEST] for each in ("lequel", "coordonnee"))
    if caller.request.method == "POST":
        require_recent(caller.request, RECENT_SECONDS)
        try:
            ticket, contact = reaching.begin_change(session, name, typed)
        except (Invalid, TooMany) as refused:
            errors = {name: refused.detail or "Trop de codes demandés. Réessayez dans une heure."}
        else:
            return render(caller, "accounts/coordonnee_code.html", ticket=ticket, contact=contact, error="")
    return render(
        caller,
        "accounts/coordonnees.html",
        status=422 if errors else 200,
        reaches=reaching.list_reaches(session.number),
        errors=errors,
        typed={name: typed},
        done=DONE.get(caller.request.GET.get("fait", ""), ""),
    )


@own_page("POST")
def verify(caller: Caller, session: Session) -> HttpResponseBase:
    """Take the code that went to a new contact."""
    require_recent(caller.request, RECENT_SECONDS)
    ticket, code = (caller.request.POST.get(each, "")[:_LONGEST] for each in ("billet", "code"))
    _, contact = reaching.read_ticket(session, ticket)
    try:
        waits = reaching.finish_change(session, ticket, code)
    except (Invalid, TooMany) as refused:
        error = refused.detail or "Trop d’essais. Recommencez dans une heure."
        page = {"ticket": ticket, "contact": contact, "error": error}
        return render(caller, "accounts/coordonnee_code.html", status=422, **page)
    return _shown("attente" if waits else "maintenant")


@own_page("POST")
def cancel(caller: Caller, session: Session) -> HttpResponseBase:
    """Give up a change that has not taken effect; whoever is signed in may, for it only keeps what was."""
    reaching.cancel_change(session, caller.request.POST.get("lequel", ""))
    return _shown("annule")


def _shown(done: str) -> HttpResponseBase:
    return SeeOther(f"{reverse('contacts')}?fait={done}")
