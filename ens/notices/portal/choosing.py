"""« Me prévenir »: for each kind of event, yes or no."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.gate import choices
from ens.notices.rules import OPTIONAL
from ens.notices.words import LABELS
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import page
from ens.web.render import render


@page("GET", "POST")
def choose(caller: Caller) -> HttpResponseBase:
    """Show what one is told of, and change it."""
    if caller.request.method == "POST":
        wanted = set(caller.request.POST.getlist("prevenir"))
        choices.choose_unwanted(caller.visit, caller.space, frozenset(kind for kind in OPTIONAL if kind not in wanted))
        return SeeOther(f"{reverse('notices', kwargs={'patient': caller.profile.patient})}?fait=1")
    unwanted = choices.list_unwanted(caller.visit, caller.space)
    return render(
        caller,
        "notices/prevenir.html",
        offered=[(kind.value, *LABELS[kind]) for kind in OPTIONAL],
        wanted={kind.value for kind in OPTIONAL if kind not in unwanted},
        done=caller.request.GET.get("fait") == "1",
    )
