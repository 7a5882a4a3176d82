"""The door of the portal: session, notebook, CSRF and headers around every view, and refusals as French pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final
from urllib.parse import urlencode

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from ens.gate.house import house
from ens.gate.people import see_person
from ens.gate.profiles import list_profiles
from ens.kernel.errors import HouseError, Malformed, NotFound, TooLarge, Unauthenticated
from ens.kernel.ids import NO_ITEM, NOWHERE
from ens.web.caller import Caller
from ens.web.errors import show, wrong_method
from ens.web.headers import protect
from ens.web.session import visit_of

FORM_LIMIT: Final = 200_000  # bytes of a form without a file
BODY_LIMIT: Final = 100_000_000  # bytes read of a form with a file, to answer it with a sentence


class SeeOther(HttpResponseRedirect):
    """303: look there with GET, whatever this was (RFC 9110 section 15.4.4)."""

    status_code = 303


OpenView = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]  # for anybody
NotebookView = Callable[Concatenate[Caller, ...], HttpResponseBase]  # for a signed-in person, on one notebook


def open_page(*methods: str) -> Callable[[OpenView], OpenView]:
    """Guard a view for anybody: methods, CSRF, headers, error pages. Without methods: reading alone."""
    allowed = _with_head(methods)

    def guard(view: OpenView) -> OpenView:
        protected = csrf_protect(view)

        @wraps(view)
        def guarded(request: HttpRequest, /, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401  the address's parts
            return protect(_answer(request, lambda: _serve(request, allowed, protected, arguments)))

        return _marked(guarded, "open")

    return guard


def page(*methods: str) -> Callable[[NotebookView], OpenView]:
    """Guard a view on a notebook: the address names it (`patient`), the session must be allowed into it."""

    def guard(view: NotebookView) -> OpenView:
        @wraps(view)
        def seen(request: HttpRequest, /, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401  the address's parts
            return view(call(request, arguments.pop("patient")), **arguments)

        return _marked(open_page(*methods)(seen), "notebook")

    return guard


def _marked(view: OpenView, door: str) -> OpenView:
    """Leave on a view the name of the door that guards it, for the test that looks for views without one."""
    vars(view)["door"] = door
    return view


def call(request: HttpRequest, patient: str) -> Caller:
    """Tell who calls, and about which notebook; somebody else's is refused by the gate, which writes it down."""
    visit = visit_of(request)
    profiles = tuple(list_profiles(visit))
    for profile in profiles:
        if profile.patient == patient:
            return Caller(visit, request, profile, profiles)
    space, item = house().codec.decode(patient) or (NOWHERE, NO_ITEM)
    see_person(visit, space if item == NO_ITEM else NOWHERE)
    raise NotFound


def _with_head(methods: tuple[str, ...]) -> tuple[str, ...]:
    asked = methods or ("GET",)
    return (*asked, "HEAD") if "GET" in asked else asked


def _serve(
    request: HttpRequest, allowed: tuple[str, ...], view: OpenView, arguments: dict[str, Any]
) -> HttpResponseBase:
    if request.method not in allowed:
        return wrong_method(request, allowed)
    _check_size(request)
    _check_characters(request)
    return view(request, **arguments)


def _answer(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return act()
    except Unauthenticated:
        back = {"suite": request.get_full_path()} if request.method == "GET" else {}
        return SeeOther(f"{reverse('sign-in')}?{urlencode(back)}" if back else reverse("sign-in"))
    except HouseError as error:
        return show(request, error)
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):  # Django could not read the form
        return show(request, Malformed())


def _check_size(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = BODY_LIMIT if request.content_type == "multipart/form-data" else FORM_LIMIT
    if not length.isdecimal():
        raise Malformed
    if int(length) > limit:
        raise TooLarge


def _check_characters(request: HttpRequest) -> None:
    """Refuse a form in anything but UTF-8, which browsers send: some of Python's codecs are programs, others slow."""
    if request.content_params and request.content_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise Malformed
