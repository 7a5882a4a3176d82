"""The session of a browser: an opaque token in a cookie, of which the house keeps the hash alone.

The token stands in the same table as those of programs: signing out revokes its row, with effect on the next request in
every process. Beside it a row of its own says since when, by which proof and on which device; a token without that row
was given to a program, and opens no page. OWASP ASVS 4.0, chapter 3.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.module_loading import import_string

from ens.gate import doorstep
from ens.gate.facts import Visit
from ens.gate.house import database
from ens.gate.secrets import blind, seal
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.kernel.errors import NotFound, Unauthenticated
from ens.kernel.ids import HOUSE
from ens.registry import parties, people, sessions, tokens
from ens.registry.sessions import Opening, Session
from ens.registry.tokens import Grant
from ens.web.devices import name_device
from ens.web.elsewhere import SeeOther, led_to

DEVICE_DAYS: Final = 400
_LONGEST: Final = 128  # characters of a token; ours have 43 or 45


class StaleProof(Unauthenticated):
    """The session is valid, and its proof of identity too old for what is asked: to be given again."""


class Unsettled(Unauthenticated):
    """The session is valid, and something is to be done before the notebook opens: terms, first choices."""


class SignedIn(NamedTuple):
    """Who has just proven who they are, and how: `fc`, `assurance`, `psc`, `password otp`, `passkey`, `demo`.

    `proven` is when that was (seconds since 1970), where a provider remembers an older proof; 0 for now.
    """

    kind: ActorKind
    number: int
    scopes: str
    methods: str
    proven: int = 0


def is_secure() -> bool:
    """Say whether people reach the house over https alone."""
    return bool(settings.ENS_PUBLIC_URL.startswith("https:"))


def has_session(request: HttpRequest) -> bool:
    """Say whether the browser brings a session, valid or not."""
    return bool(_token(request))


def get_session(request: HttpRequest) -> Session:
    """Give the live session that the browser brings, and write down that somebody is there, once a minute."""
    token = _token(request)
    found = sessions.find(database(), tokens.hashed(token)) if token else None
    if found is None:
        raise Unauthenticated
    now = clock.now()
    if sessions.is_idle(found, now) and _is_somebody_there(request):
        sessions.slide(database(), found.hash, now + timedelta(minutes=settings.ENS_SESSION_IDLE_MINUTES))
    return found


def visit_of(request: HttpRequest) -> Visit:
    """Tell who comes in; what this session may do is for the gate to say, at each act."""
    return visit_by(get_session(request))


def visit_by(session: Session) -> Visit:
    """Give the call at the gate that a session makes."""
    return Visit(session.hash, person=session.kind is ActorKind.PERSON)


def begin(request: HttpRequest, response: HttpResponse, who: SignedIn) -> None:
    """Open a session for whoever has just proven who they are; it is in their history before it exists.

    What the browser brought is worth nothing afterwards: neither its session, nor its form tokens (session fixation).
    """
    label = name_device(request.headers.get("User-Agent", ""))
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, space_of(who), _actor(who), right=_right(who), detail=who.methods)
    end_session(request)
    rotate_token(request)
    open_session(response, make(who, label))
    if _is_new_device(request, response, who.number):
        for name in settings.ENS_NEW_DEVICE:
            import_string(name)(who, label)


def make(who: SignedIn, label: str, *, settled: bool = False, life: timedelta | None = None) -> str:
    """Store a session and give its token, for a cookie alone; `life` is how long it may stay idle at first."""
    now = clock.now()
    ends = now + timedelta(hours=settings.ENS_SESSION_HOURS)
    idle = min(ends, now + (life or timedelta(minutes=settings.ENS_SESSION_IDLE_MINUTES)))
    public = secrets.token_bytes(sessions.PUBLIC_BYTES)
    sealed = seal(space_of(who), public, label.encode())
    proven = clock.from_us(who.proven * 1_000_000) if who.proven else now
    with transaction.atomic():
        token = tokens.issue(database(), Grant(who.kind, who.number, who.scopes, idle))
        sessions.insert(database(), Opening(tokens.hashed(token), public, ends, proven, who.methods, settled, *sealed))
    return token


def require_recent(request: HttpRequest, seconds: int) -> None:
    """Demand a proof of identity not older than that, before a dangerous act; else it is asked for again."""
    if proof_age(get_session(request), clock.now()) > seconds:
        raise StaleProof


def proof_age(session: Session, now: datetime) -> float:
    """Tell how many seconds ago identity was proven."""
    return (now - session.proven).total_seconds()


def after_sign_in(_request: HttpRequest, suite: str = "") -> SeeOther:
    """Lead on after `begin`: to the checks that `config` lists, then to the page wanted at first, else to one's own."""
    return led_to("arrival", suite)


def open_session(response: HttpResponse, token: str) -> None:
    """Give the browser its session; it ends with the browser, or when the token does."""
    response.set_cookie(settings.ENS_COOKIE, token, secure=is_secure(), httponly=True, samesite="Lax", path="/")


def leave(request: HttpRequest) -> None:
    """End the session that the browser brings because its owner says so; it is in their history, if it was live."""
    token = _token(request)
    found = sessions.find(database(), tokens.hashed(token)) if token else None
    if found is not None:
        who = SignedIn(found.kind, found.number, found.scopes, found.methods)
        doorstep.note(Action.ACCOUNTS_SESSION_END, space_of(who), _actor(who), right=_right(who), detail=found.methods)
    end_session(request)


def end_session(request: HttpRequest) -> None:
    """Revoke the session that the browser brings, if any: for whoever copied it too."""
    token = _token(request)
    if token:
        tokens.revoke(database(), token)


def forget_session(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(settings.ENS_COOKIE, path="/", samesite="Lax")


def space_of(who: SignedIn | Session) -> int:
    """Tell under whose key what belongs to an account is sealed: a person's own, the house's for everybody else."""
    if who.kind is not ActorKind.PERSON:
        return HOUSE
    row = people.find_by_number(database(), who.number)
    if row is None:
        raise NotFound
    return row.space


def _token(request: HttpRequest) -> str:
    token = request.COOKIES.get(settings.ENS_COOKIE, "")
    return token if len(token) <= _LONGEST else ""


def _actor(who: SignedIn) -> Actor:
    line = parties.list_numbered(database(), [who.number]).get(who.number)
    if line is None:
        return Actor(who.kind, who.number)
    return Actor(who.kind, who.number, line.identifier, line.profession, who.scopes, line.name)


def _right(who: SignedIn) -> str:
    return "own_space" if who.kind is ActorKind.PERSON else ""


def _is_somebody_there(request: HttpRequest) -> bool:
    """Say whether a person asked, and not a page that asks by itself (Fetch Metadata, W3C): polling, refresh, script.

    Browsers that tell nothing of it are believed to have somebody in front of them.
    """
    return "Sec-Fetch-Mode" not in request.headers or request.headers.get("Sec-Fetch-User") == "?1"


def is_known_device(request: HttpRequest, number: int) -> bool:
    """Say whether somebody has signed in with this browser before: tries elsewhere do not shut it out."""
    device = request.COOKIES.get(settings.ENS_DEVICE_COOKIE, "")
    mark = blind("device", f"{number}|{device[:_LONGEST]}")
    return sessions.knows_device(database(), number, mark) and bool(device)


def _is_new_device(request: HttpRequest, response: HttpResponse, number: int) -> bool:
    """Remember the browser, for this person alone: its mark says nothing to others who use it."""
    known = request.COOKIES.get(settings.ENS_DEVICE_COOKIE, "")
    device = known if 0 < len(known) <= _LONGEST else secrets.token_urlsafe(16)
    response.set_cookie(
        settings.ENS_DEVICE_COOKIE,
        device,
        max_age=DEVICE_DAYS * 86_400,
        secure=is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return sessions.meet_device(database(), number, blind("device", f"{number}|{device}"))
