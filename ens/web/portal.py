"""The pages that belong to no room: the first page, the help, signing out."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.module_loading import import_string

from ens.kernel.errors import NotFound, Unauthenticated
from ens.web import dates, session
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.loopback import is_from_this_machine
from ens.web.page import call_own, open_page
from ens.web.render import render


@open_page()
def welcome(request: HttpRequest) -> HttpResponseBase:
    """Say what this is; who is signed in goes straight to her notebook."""
    caller = find_caller(request)
    if caller is None:
        return render(request, "web/accueil.html")
    return SeeOther(reverse("home", kwargs={"patient": caller.profile.patient}))


@open_page("POST")
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Close the session, here and for whoever copied it; then where it came from, if it came from elsewhere."""
    response = SeeOther(reverse("welcome"))
    if settings.ENS_SIGN_OUT:
        onward: str = import_string(settings.ENS_SIGN_OUT)(request, response)
        response.headers["Location"] = onward or response.headers["Location"]
    session.leave(request)
    session.forget_session(response)
    return response


@open_page()
def help_page(request: HttpRequest) -> HttpResponseBase:
    """Say how to use the notebook."""
    return render(find_caller(request) or request, "web/aide.html")


@open_page()
def privacy(request: HttpRequest) -> HttpResponseBase:
    """Say what is kept, who can read it, and what remains."""
    return render(find_caller(request) or request, "web/vie_privee.html")


@open_page()
def accessibility(request: HttpRequest) -> HttpResponseBase:
    """Say how accessible these pages are, and what was not tried."""
    return render(find_caller(request) or request, "web/accessibilite.html")


@open_page()
def components(request: HttpRequest) -> HttpResponseBase:
    """Show every macro in every state; in a demonstration alone."""
    if not settings.ENS_DEMONSTRATION or not is_from_this_machine(request):
        raise NotFound
    return render(request, "web/composants.html", today=dates.today())


def find_caller(request: HttpRequest) -> Caller | None:
    """Find who is signed in, in her own notebook; None when nobody is."""
    if not session.has_session(request):
        return None
    try:
        return call_own(request, session.get_session(request))
    except (NotFound, Unauthenticated):
        return None
