"""The first page of a notebook."""

from django.http.response import HttpResponseBase

from ens.gate.house import house
from ens.home import words
from ens.home.services import Opening, open_notebook
from ens.web import dates
from ens.web.caller import Caller
from ens.web.page import page
from ens.web.render import render


@page()
def home(caller: Caller) -> HttpResponseBase:
    """Show what waits, what is new and who came."""
    opening = open_notebook(caller)
    codec = house().codec
    return render(
        caller,
        "home/accueil.html",
        opening=opening,
        today=dates.today(),
        lead=_lead(caller, opening),
        waiting=words.waiting_words(opening.waiting),
        public={card.label.item: codec.encode(caller.space, card.label.item) for card in opening.documents.shown},
    )


def _lead(caller: Caller, opening: Opening) -> str:
    today, news = dates.today(), opening.documents.week or bool(opening.documents.results)
    if caller.profile.own:
        return words.lead(opening.last_visit, today, news=news)
    return words.lead_of_other(caller.profile, opening.last_visit, today, news=news)
