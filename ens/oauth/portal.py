"""The pages where somebody answers a program: what it asks for, what is given, until when; or no."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.gate import doorstep
from ens.gate.profiles import Profile, list_profiles
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Unauthenticated
from ens.kernel.ids import HOUSE
from ens.oauth import consents, demands, purposes
from ens.oauth.demands import Answered, Asked
from ens.oauth.grants import Consent
from ens.oauth.server import server
from ens.registry.sessions import Session
from ens.web import session as sessions
from ens.web.elsewhere import SeeOther, led_to
from ens.web.headers import POLICY
from ens.web.page import open_page
from ens.web.render import render

RECENT_SECONDS: Final = 120  # what counts as having just signed in, for a program that demands it
YES: Final = "oui"
_KINDS: Final = {"person": ActorKind.PERSON, "professional": ActorKind.PROFESSIONAL}


@open_page()
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask whoever is signed in; who is not signs in first, and comes back here."""
    try:
        asked = demands.read_asked(request.META.get("QUERY_STRING", ""))
        found = _session_for(request, asked)
    except Answered as answered:
        return answered.response
    return _show(request, asked, found) if isinstance(found, Session) else found


def authorize(request: HttpRequest) -> HttpResponseBase:
    """Take a demand in; a form from elsewhere becomes an address, and nothing else (RFC 6749 section 3.1)."""
    return SeeOther(demands.as_link(request)) if request.method == "POST" else ask(request)


vars(authorize)["door"] = "open"  # whatever is shown is shown by `ask`


@open_page("POST")
def answer(request: HttpRequest) -> HttpResponseBase:
    """Take the answer: the program gets a code or a refusal, and the history has it before."""
    try:
        asked = demands.read_asked(request.POST.get("demande", ""))
        found = _session_for(request, asked)
        if not isinstance(found, Session):
            return found
        if request.POST.get("reponse") != YES:
            return _decline(request, asked, found)
        agreed, faults = _agree(request.POST, asked, found)
    except Answered as answered:
        return answered.response
    if agreed is None:
        return _show(request, asked, found, faults)
    done: HttpResponseBase = server().create_authorization_response(asked.demand, agreed, asked.grant)
    return done


def _session_for(request: HttpRequest, asked: Asked) -> Session | HttpResponseBase:
    """Give the session of somebody who can answer this program, or what is to be shown instead."""
    silent = "none" in asked.prompts
    try:
        session = sessions.get_session(request)
    except Unauthenticated:
        if silent:
            raise Answered(demands.refuse(asked, "login_required")) from None
        door = "pro-sign-in" if asked.client.audience == "professional" else "sign-in"
        return led_to(door, f"{reverse('oauth-authorize')}?{asked.text}")
    if silent:
        raise Answered(demands.refuse(asked, "consent_required"))
    if session.kind is not _KINDS[asked.client.audience]:
        return render(request, "oauth/autre_compte.html", status=403, asked=asked)
    if not session.settled:
        raise sessions.Unsettled
    _demand_recent(request, asked)
    return session


def _demand_recent(request: HttpRequest, asked: Asked) -> None:
    """Ask for a fresh proof of identity when the program wants one (OpenID Connect Core section 3.1.2.1)."""
    if "login" in asked.prompts:
        sessions.require_recent(request, RECENT_SECONDS)
    if asked.said("max_age"):
        sessions.require_recent(request, max(RECENT_SECONDS, int(asked.said("max_age"))))


def _show(
    request: HttpRequest, asked: Asked, session: Session, faults: Mapping[str, str] | None = None
) -> HttpResponseBase:
    given: dict[str, Any] = {"asked": asked, "faults": faults or {}, "typed": request.POST}
    if session.kind is ActorKind.PROFESSIONAL:
        actor = consents.actor_of(session)
        response = render(request, "oauth/logiciel.html", **given, actor=actor, status=422 if faults else 200)
    else:
        profiles = _profiles(asked, session)
        response = render(
            request,
            "oauth/autoriser.html" if profiles else "oauth/trop_jeune.html",
            status=422 if faults else 200,
            **given,
            errors=[(f"{name}-1", text) for name, text in (faults or {}).items()],
            profiles=profiles,
            choices=purposes.choices_of(asked.scopes),
            ticked=frozenset(request.POST.getlist("donner")),
            ends=consents.ENDS if "offline_access" in asked.scopes.split() else (),
            known="openid" in asked.scopes.split(),
        )
    response.headers["Content-Security-Policy"] = _policy(asked)
    return response


def _policy(asked: Asked) -> str:
    """Let the answer to our form lead to the program: browsers hold `form-action` against redirects too."""
    parts = urlsplit(asked.said("redirect_uri"))
    there = f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
    return POLICY.replace("form-action 'self'", f"form-action 'self' {there}")


def _profiles(asked: Asked, session: Session) -> list[Profile]:
    """List the notebooks to choose from; a program that reads nothing knows the person alone."""
    profiles = consents.offered(list_profiles(sessions.visit_by(session)))
    reads = any(scope.startswith(("patient/", "launch/patient")) for scope in asked.scopes.split())
    return profiles if reads else [profile for profile in profiles if profile.own]


def _agree(form: QueryDict, asked: Asked, session: Session) -> tuple[Consent | None, dict[str, str]]:
    """Read what was given; what is missing is told beside its question."""
    if session.kind is ActorKind.PROFESSIONAL:
        actor = consents.actor_of(session)
        agreed = consents.by_professional(asked, session, actor)
        doorstep.note(Action.OAUTH_GRANT_GIVE, HOUSE, actor, detail=asked.client.name)
        return agreed, {}
    profiles = _profiles(asked, session)
    named = form.get("carnet", "") if len(profiles) > 1 else "".join(each.patient for each in profiles)
    profile = next((each for each in profiles if each.patient == named), None)
    keys = {choice.key for choice in purposes.choices_of(asked.scopes)}
    chosen = keys & set(form.getlist("donner"))
    lasting = "offline_access" in asked.scopes.split()
    days = form.get("duree", "") if lasting else "0"
    faults = {
        "carnet": "" if profile else "Choisissez un carnet.",
        "donner": "" if chosen or not keys else "Cochez au moins une chose, ou refusez.",
        "duree": "" if not lasting or days in {end[0] for end in consents.ENDS} else "Choisissez jusqu’à quand.",
    }
    missing = {name: text for name, text in faults.items() if text}
    if profile is None or missing:
        return None, missing
    return consents.by_person(asked, session, profile, chosen, int(days)), {}


def _decline(request: HttpRequest, asked: Asked, session: Session) -> HttpResponseBase:
    """Write the refusal down, in the notebook that was shown or in one's own, and tell the program."""
    spaces = {profile.patient: profile.space for profile in list_profiles(sessions.visit_by(session))}
    space = spaces.get(request.POST.get("carnet", ""), next(iter(spaces.values()), HOUSE))
    doorstep.note(Action.OAUTH_GRANT_REFUSE, space, consents.actor_of(session), detail=asked.client.name)
    done: HttpResponseBase = server().create_authorization_response(asked.demand, None, asked.grant)
    return done
