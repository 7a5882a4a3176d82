"""Refusing a space before it opens, with the code of the letter alone (ENR-10; L.1111-13-1, R.1111-28 CSP)."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ens.credentials import letters, limits
from ens.credentials.rules import windows
from ens.enrolment import proof, services, steps
from ens.enrolment.portal.way import fault_of, show, stop, way_page
from ens.enrolment.steps import Expired
from ens.kernel.errors import Refused, TooMany
from ens.web.address import address_of
from ens.web.elsewhere import led_to

ERRAND: Final = "oppose"
UNKNOWN: Final = "Ce code n’est pas connu, ou il ne vaut plus. Relisez-le sur la lettre."


@way_page("GET", "POST")
def oppose(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of the letter; it says nothing of whose it is."""
    faults: dict[str, str] = {}
    typed_code = request.POST.get("code", "")[:40]
    if request.method == "POST":
        try:
            limits.spend(windows.LETTER_TRIED, address_of(request))
        except TooMany as error:
            faults = {"code": fault_of(error)}
        else:
            holder = letters.find_letter(typed_code)
            if holder.number:
                response = led_to("oppose-confirm")
                steps.save(response, steps.begin(ERRAND), space=holder.space, number=holder.number, login=typed_code)
                return response
            faults = {"code": UNKNOWN}
    return show(request, "opposition", faults, code=typed_code)


@way_page("GET", "POST")
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask once more, then refuse; the code has served with it."""
    now = steps.load(request, ERRAND)
    if now.proven:
        raise Expired
    if not services.may_oppose(now.space):
        return stop(request, "trop-tard", 409)
    if request.method != "POST":
        return show(request, "opposition_confirmer")
    if not letters.redeem_letter(now.number, now.login):
        raise Expired
    try:
        services.oppose(now.space)
    except Refused:
        return stop(request, "trop-tard", 409)
    response = led_to("oppose-done")
    steps.save(response, now, proven=True)
    return response


@way_page()
def done(request: HttpRequest) -> HttpResponseBase:
    """Say that the space is refused, and offer the proof."""
    if not steps.load(request, ERRAND).proven:
        raise Expired
    return show(request, "opposition_faite")


@way_page()
def proof_file(request: HttpRequest) -> HttpResponseBase:
    """Give the proof of the refusal as a PDF."""
    now = steps.load(request, ERRAND)
    if not now.proven:
        raise Expired
    content = proof.write_proof(settings.ENS_NAME, now.space, services.today())
    headers = {"Content-Disposition": 'attachment; filename="preuve-de-refus.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
