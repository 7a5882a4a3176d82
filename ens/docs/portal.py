"""`/docs` for those who write programs, `/docs/openapi.json` for their tools; open to everybody."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from ens import __version__
from ens.docs.rules import arrange, describe
from ens.fhir import endpoint
from ens.web.page import open_page
from ens.web.render import render


@open_page()
def page(request: HttpRequest) -> HttpResponseBase:
    """Show the description as a page."""
    return render(request, "docs/api.html", chapters=arrange(_description()), base=settings.ENS_PUBLIC_URL)


@open_page()
def openapi(_request: HttpRequest) -> HttpResponseBase:
    """Give the description to tools."""
    return JsonResponse(_description(), json_dumps_params={"ensure_ascii": False})


@cache
def _description() -> dict[str, Any]:
    return describe(settings.ENS_NAME, __version__, settings.ENS_PUBLIC_URL, endpoint.list_served())
