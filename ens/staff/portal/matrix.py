"""The pages on which operators change the habilitation matrix: its versions, the cells, what would change."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.kernel.errors import HouseError, Invalid, Malformed
from ens.policy.matrix import Matrix
from ens.records import taxonomy
from ens.registry.professions import professions
from ens.staff import cells, habilitations
from ens.staff.members import Member, Role, list_members
from ens.staff.portal.desk import RECENT_SECONDS
from ens.staff.portal.doors import staff_page
from ens.web.elsewhere import SeeOther
from ens.web.errors import WORDS
from ens.web.render import render
from ens.web.session import require_recent

DONE: Final = {
    "preparee": "La version attend l’accord d’un autre opérateur. Rien ne change d’ici là.",
    "en-vigueur": "La version est en vigueur, dès maintenant.",
    "retiree": "La version est retirée. Rien n’a changé.",
}


@staff_page(Role.OPERATOR)
def versions(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show the version in force, the one that waits, and all that were before."""
    return render(
        request,
        "staff/matrice.html",
        member=member,
        history=habilitations.list_history(),
        names={each.number: each.name for each in list_members()},
        done=DONE.get(request.GET.get("fait", ""), ""),
    )


@staff_page(Role.OPERATOR, "GET", "POST")
def edit(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show the cells; with what was changed, show exactly what would change; with a reason, keep the version."""
    if request.method != "POST":
        return _draw(request, member, habilitations.find_base(_number(request.GET.get("version", "0"))))
    require_recent(request, RECENT_SECONDS)
    wanted = habilitations.find_base()
    try:
        wanted = _read(request, wanted)
        if "preparer" not in request.POST:
            return _draw(request, member, wanted, shows=request.POST.get("suite") != "corriger")
        habilitations.prepare(member, wanted, request.POST.get("raison", ""))
    except HouseError as error:
        return _draw(request, member, wanted, error, shows=True)
    return _shown("preparee")


@staff_page(Role.OPERATOR, "POST")
def decide(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Put a version in force, or give it up."""
    require_recent(request, RECENT_SECONDS)
    number = _number(request.POST.get("version", ""))
    if request.POST.get("reponse") == "approuver":
        habilitations.approve(member, number)
        return _shown("en-vigueur")
    habilitations.withdraw(member, number)
    return _shown("retiree")


def _read(request: HttpRequest, based: Matrix) -> Matrix:
    refused = request.POST.getlist("refuse")
    if request.POST.get("sauf-metier") and request.POST.get("sauf-type"):
        refused.append(f"{request.POST['sauf-metier']}:{request.POST['sauf-type']}")
    return cells.read_cells(based, request.POST.getlist("lit"), refused)


def _draw(
    request: HttpRequest, member: Member, matrix: Matrix, error: HouseError | None = None, *, shows: bool = False
) -> HttpResponseBase:
    """Draw the cells to change, or (`shows`) what they would change."""
    before = habilitations.find_base()
    changes = cells.list_changes(before, matrix)
    reads, refuses = cells.cells_of(matrix)
    return render(
        request,
        "staff/matrice_apercu.html" if shows else "staff/matrice_cases.html",
        status=200 if error is None else WORDS[type(error)].status,
        member=member,
        rows=[(code, name, matrix[code]) for code, name in professions() if code in matrix],
        trades=[("", "Aucun"), *((code, name) for code, name in professions() if code in matrix)],
        classes=list(taxonomy.load_classes().values()),
        types=[
            (code, known.label.replace("'", "’")) for code, known in taxonomy.load_types().items() if known.class_code
        ],
        reads=reads,
        refuses=refuses,
        changes=changes,
        count=sum(each.cells for each in changes),
        reason=request.POST.get("raison", "")[:500],
        told="" if error is None else error.detail,
        wrong=isinstance(error, Invalid) and error.reasons == ("no_reason",),
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise Malformed("Cette version n’existe pas.")
    return int(text)


def _shown(done: str) -> HttpResponseBase:
    return SeeOther(f"{reverse('matrix-versions')}?fait={done}")
