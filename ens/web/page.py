"""The door of the portal: session, notebook, CSRF and headers around every view, and refusals as French pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_protect

from ens.gate.house import house
from ens.gate.people import see_person
from ens.gate.profiles import list_profiles
from ens.kernel.actors import ActorKind
from ens.kernel.errors import HouseError, Malformed, NotFound, TooLarge, Unauthenticated
from ens.kernel.ids import NO_ITEM, NOWHERE
from ens.registry.sessions import Session
from ens.web.caller import Caller
from ens.web.elsewhere import led_to
from ens.web.errors import show, wrong_method
from ens.web.headers import protect
from ens.web.loopback import local_path
from ens.web.session import StaleProof, Unsettled, get_session, visit_by

FORM_LIMIT: Final = 200_000  # bytes of a form without a file
BODY_LIMIT: Final = 100_000_000  # bytes read of a form with a file, to answer it with a sentence


OpenView = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]  # for anybody
NotebookView = Callable[Concatenate[Caller, ...], HttpResponseBase]  # for a signed-in person, on one notebook
OwnView = Callable[Concatenate[Caller, Session, ...], HttpResponseBase]  # for a signed-in person, on her account
SessionView = Callable[Concatenate[HttpRequest, Session, ...], HttpResponseBase]  # for whoever is signed in


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


def own_page(*methods: str, arriving: bool = False) -> Callable[[OwnView], OpenView]:
    """Guard a view on a person's own account: it is about her session, and no address can name another's.

    `arriving` is for the pages that stand between signing in and the notebook.
    """

    def guard(view: OwnView) -> OpenView:
        @wraps(view)
        def seen(request: HttpRequest, /, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401  the address's parts
            session = get_session(request)
            if not (arriving or session.settled):
                raise Unsettled
            return view(call_own(request, session), session, **arguments)

        return _marked(open_page(*methods)(seen), "own")

    return guard


def session_page(kind: ActorKind, *methods: str) -> Callable[[SessionView], OpenView]:
    """Guard a view for those of one kind who are signed in: professionals, support agents."""

    def guard(view: SessionView) -> OpenView:
        @wraps(view)
        def seen(request: HttpRequest, /, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401  the address's parts
            session = get_session(request)
            if session.kind is not kind:
                raise Unauthenticated
            return view(request, session, **arguments)

        return _marked(open_page(*methods)(seen), "session")

    return guard


def _marked(view: OpenView, door: str) -> OpenView:
    """Leave on a view the name of the door that guards it, for the test that looks for views without one."""
    vars(view)["door"] = door
    return view


def call(request: HttpRequest, patient: str) -> Caller:
    """Tell who calls, and about which notebook; somebody else's is refused by the gate, which writes it down."""
    session = get_session(request)
    if not session.settled:
        raise Unsettled
    visit = visit_by(session)
    profiles = tuple(list_profiles(visit))
    for profile in profiles:
        if profile.patient == patient:
            return Caller(visit, request, profile, profiles)
    space, item = house().codec.decode(patient) or (NOWHERE, NO_ITEM)
    see_person(visit, space if item == NO_ITEM else NOWHERE)
    raise NotFound


def call_own(request: HttpRequest, session: Session) -> Caller:
    """Tell who calls about her own account; whoever is no person has none here."""
    visit = visit_by(session)
    profiles = tuple(list_profiles(visit))
    own = next((profile for profile in profiles if profile.own), None)
    if own is None:
        raise NotFound
    return Caller(visit, request, own, profiles)


def _with_head(methods: tuple[str, ...]) -> tuple[str, ...]:
    asked = methods or ("GET",)
    return (*asked, "HEAD") if "GET" in asked else asked


def _serve(
    request: HttpRequest, allowed: tuple[str, ...], view: OpenView, arguments: dict[str, Any]
) -> HttpResponseBase:
    request.get_host()  # raises for a name that is not ours (RFC 9110 section 7.2, DNS rebinding)
    if request.method not in allowed:
        return wrong_method(request, allowed)
    _check_size(request)
    _check_characters(request)
    return view(request, **arguments)


def _answer(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return act()
    except StaleProof:
        return led_to("confirm", _back(request))
    except Unsettled:
        return led_to("arrival", _back(request))
    except Unauthenticated:
        doors = (door for start, door in settings.ENS_DOORS.items() if request.path.startswith(start))
        return led_to(next(doors, "sign-in"), _back(request))
    except HouseError as error:
        return show(request, error)
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):  # Django could not read the form
        return show(request, Malformed())


def _back(request: HttpRequest) -> str:
    """Tell where to come back to: the page that was asked for, or the one whose form was sent."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    return local_path(sender.path) if sender.netloc == request.get_host() else ""


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
