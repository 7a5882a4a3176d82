"""The first pages of both roles, with counts only, and the demands that operators decide on by two."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.history.reporting import find_check
from ens.staff import acts, alarms
from ens.staff.counts import count_all
from ens.staff.members import Member, Role, list_members
from ens.staff.portal.doors import staff_page
from ens.web.elsewhere import SeeOther
from ens.web.render import render
from ens.web.session import require_recent

RECENT_SECONDS: Final = 600
DONE: Final = {
    "demande": "La demande attend l’accord d’un autre opérateur.",
    "accord": "La demande est approuvée. Elle vaut une fois, avant son échéance.",
    "retrait": "La demande est retirée.",
}


@staff_page(Role.SUPPORT)
def guichet(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show a support agent how many spaces there are, and nothing of any."""
    return render(request, "staff/guichet.html", member=member, counts=count_all())


@staff_page(Role.OPERATOR)
def pilotage(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show an operator counts, and the demands that wait."""
    return render(
        request,
        "staff/pilotage.html",
        member=member,
        counts=count_all(),
        checked=find_check(),
        asked=acts.list_open(),
        kinds=acts.KINDS,
        names={each.number: each.name for each in list_members()},
        done=DONE.get(request.GET.get("fait", ""), ""),
    )


@staff_page(Role.OPERATOR)
def list_alarms(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show an operator who does more than usual, and nothing of whom it concerns."""
    limits = [(words, alarms.MOST[each], alarms.MOST_OF_A_PLACE[each]) for each, words in alarms.WORDS.items()]
    found = alarms.list_alarms()
    return render(request, "staff/alarmes.html", member=member, alarms=found, limits=limits, times=alarms.TIMES)


@staff_page(Role.OPERATOR, "POST")
def ask(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Ask for a dangerous act."""
    require_recent(request, RECENT_SECONDS)
    acts.ask(member, request.POST.get("acte", ""), request.POST.get("raison", ""))
    return _shown("demande")


@staff_page(Role.OPERATOR, "POST")
def decide(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Approve what another operator has asked for, or give a demand up."""
    require_recent(request, RECENT_SECONDS)
    public = request.POST.get("demande", "")
    if request.POST.get("reponse") == "approuver":
        acts.approve(member, public)
        return _shown("accord")
    acts.withdraw(member, public)
    return _shown("retrait")


def _shown(done: str) -> HttpResponseBase:
    return SeeOther(f"{reverse('pilotage')}?fait={done}")
