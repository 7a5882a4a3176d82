"""The code that a person shows to the professional in front of her."""

from django.http.response import HttpResponseBase

from ens.pro.services import require_giving, show_code
from ens.web.caller import Caller
from ens.web.page import page
from ens.web.render import render


@page("GET", "POST")
def show(caller: Caller) -> HttpResponseBase:
    """Explain, then show a code for five minutes; it is kept hashed, so it is shown once."""
    require_giving(caller.visit, caller.space)
    code = show_code(caller.visit, caller.space) if caller.request.method == "POST" else ""
    return render(caller, "pro/code.html", code=code)
