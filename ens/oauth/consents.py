"""From what somebody answered to what is granted: by a person for a notebook, by a professional for her software."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from msgspec import structs

from ens.gate import apps
from ens.gate.directory import find_published
from ens.gate.profiles import Profile
from ens.kernel import clock
from ens.kernel.actors import Actor, ActorKind
from ens.kernel.ids import HOUSE
from ens.oauth import purposes, rules
from ens.oauth.demands import Asked
from ens.oauth.grants import Consent, Terms
from ens.oauth.tokens_about import subject_for
from ens.policy.facts import AppLink
from ens.registry.sessions import Session
from ens.web.session import visit_by

OLD_ENOUGH: Final = 15  # article 45 of the loi « informatique et libertés »: who consents alone to a service online
DAY: Final = 86_400
ENDS: Final = (("30", "Un mois", ""), ("180", "Six mois", ""), ("365", "Un an", ""))  # days, words, note
_PRACTITIONERS: Final = "urn:oid:1.2.250.1.71.4.2.1"


def offered(profiles: Collection[Profile]) -> list[Profile]:
    """List the notebooks that somebody may open to an app: a child does not open her own, nor a carer another's."""
    return [profile for profile in profiles if profile.rules and (not profile.own or profile.age >= OLD_ENOUGH)]


def by_person(asked: Asked, session: Session, profile: Profile, chosen: Collection[str], days: int) -> Consent:
    """Write down what a person gives to an app, on one notebook."""
    scopes = purposes.chosen_scopes(asked.scopes, chosen)
    if not profile.own:  # the app reads a child's notebook: who opened it is no resource of it
        scopes = " ".join(scope for scope in scopes.split() if scope != "fhirUser")
    seconds = _seconds(scopes, days)
    now = clock.now()
    begins = int(now.timestamp())
    own = f"Patient/{profile.patient}" if profile.own else ""
    terms = structs.replace(_terms(asked, session, scopes), space=profile.space, patient=profile.patient, fhir_user=own)
    link = AppLink(asked.client.party, _resources(scopes), begins + seconds, session.number, terms.sub, begins)
    return Consent(visit_by(session), terms, link, now + timedelta(seconds=seconds), asked.client.name)


def by_professional(asked: Asked, session: Session, actor: Actor) -> Consent:
    """Write down what a professional lets her software do: what she may do herself, for the day at most."""
    scopes = " ".join(scope for scope in asked.scopes.split() if scope != "offline_access")
    found = find_published("Practitioner", _PRACTITIONERS, actor.identifier)
    if not found:
        scopes = " ".join(scope for scope in scopes.split() if scope != "fhirUser")
    terms = structs.replace(
        _terms(asked, session, scopes),
        kind=int(ActorKind.PROFESSIONAL),
        holder=session.number,
        fhir_user=f"Practitioner/{found}" if found else "",
    )
    end = clock.now() + timedelta(seconds=_seconds(scopes, 0))
    return Consent(visit_by(session), terms, None, end, asked.client.name)


def actor_of(session: Session) -> Actor:
    """Tell who is signed in."""
    return apps.actor_of(visit_by(session))


def _terms(asked: Asked, session: Session, scopes: str) -> Terms:
    """Begin the terms of a grant with what the demand and the session say."""
    return Terms(
        client_id=asked.client.client_id,
        kind=int(ActorKind.APP),
        holder=0,
        space=HOUSE,
        scopes=scopes,
        redirect_uri=asked.said("redirect_uri"),
        challenge=asked.said("code_challenge"),
        sub=subject_for(asked.client.sector, session.number),
        nonce=asked.said("nonce"),
        auth_time=int(session.proven.timestamp()),
        methods=session.methods,
    )


def _seconds(scopes: str, days: int) -> int:
    words = scopes.split()
    if "offline_access" in words and days:
        return days * DAY
    return rules.ONLINE_SECONDS if "online_access" in words else rules.ACCESS_ALONE_SECONDS


def _resources(scopes: str) -> str:
    return " ".join(scope for scope in scopes.split() if "/" in scope and not scope.startswith("launch/"))
