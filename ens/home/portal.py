"""The first page of a notebook."""

from django.http.response import HttpResponseBase

from ens.web.caller import Caller
from ens.web.page import page
from ens.web.render import render


@page()
def home(caller: Caller) -> HttpResponseBase:
    """Show what is new."""
    return render(caller, "home/accueil.html")
