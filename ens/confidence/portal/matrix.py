"""The public page of the habilitation matrix."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.confidence.matrix import list_lines
from ens.web.page import open_page
from ens.web.portal import find_caller
from ens.web.render import render


@open_page()
def matrix(request: HttpRequest) -> HttpResponseBase:
    """Show what each profession may read, to anybody."""
    return render(find_caller(request) or request, "confidence/matrice.html", lines=list_lines())
