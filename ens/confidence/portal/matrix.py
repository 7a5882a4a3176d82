"""The public page of the habilitation matrix."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.confidence.matrix import list_lines
from ens.gate.house import database
from ens.registry import habilitations
from ens.web.page import open_page
from ens.web.portal import find_caller
from ens.web.render import render


@open_page()
def matrix(request: HttpRequest) -> HttpResponseBase:
    """Show what each profession may read, to anybody: the version in force."""
    number, cells, since = habilitations.find_current(database())
    who = find_caller(request) or request
    return render(who, "confidence/matrice.html", lines=list_lines(cells), number=number, since=since)
