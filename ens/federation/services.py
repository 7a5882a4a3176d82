"""From a proof of identity to a session: for a person, for a professional; and the end of both."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.federation import bonds, people, professionals
from ens.federation.bonds import Bond
from ens.federation.calls import Rejected
from ens.federation.client import Proven
from ens.federation.people import Several
from ens.federation.providers import Provider
from ens.gate import doorstep
from ens.gate.traits import Bearer
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM, Actor, ActorKind
from ens.kernel.ids import HOUSE
from ens.policy import scopes
from ens.registry import tokens
from ens.registry.parties import Party
from ens.registry.sessions import Session
from ens.web import session
from ens.web.session import SignedIn

RARE_ACT_SECONDS: Final = 4 * 3600  # how old a professional's proof may be for what is seldom done


def require_recent_proof(request: HttpRequest) -> None:
    """Demand that identity was proven in the last four hours, before a rare act; else it is asked for again."""
    session.require_recent(request, RARE_ACT_SECONDS)


def admit_person(request: HttpRequest, response: HttpResponse, provider: Provider, proven: Proven) -> Several | None:
    """Open a session for the person whom a provider has named, or say that several bear her traits."""
    found = people.find_person(proven.person)
    if isinstance(found, Several):
        return found
    open_notebook(request, response, provider, proven, found)
    return None


def open_notebook(
    request: HttpRequest, response: HttpResponse, provider: Provider, proven: Proven, bearer: Bearer
) -> None:
    """Open a session for a person who has been found, unless her notebook is shut; that is in her history too."""
    fault = people.fault_of_space(bearer)
    if fault:
        actor = Actor(ActorKind.PERSON, bearer.number)
        doorstep.note(Action.ACCOUNTS_SESSION_OPEN, bearer.space, actor, refused=fault, detail=provider.role.method)
        raise Written(fault)
    who = SignedIn(ActorKind.PERSON, bearer.number, scopes.PERSON, provider.role.method, _proven_at(proven))
    _begin(request, response, who, provider, proven)


def admit_professional(request: HttpRequest, response: HttpResponse, provider: Provider, proven: Proven) -> None:
    """Open a session for the professional whom Pro Santé Connect has named, if the directory has her in exercise."""
    party = professionals.find_professional(proven.person)
    if not party.active:
        doorstep.note(
            Action.ACCOUNTS_SESSION_OPEN,
            actor=_actor(party),
            refused="professional_inactive",
            detail=provider.role.method,
        )
        raise Written("professional_inactive")
    who = SignedIn(party.kind, party.number, scopes.PROFESSIONAL, provider.role.method, _proven_at(proven))
    _begin(request, response, who, provider, proven)
    place = professionals.only_place(proven.person, professionals.list_places(party.number))
    if place:
        token_hash = _hash_of(response)
        bond = bonds.find(HOUSE, token_hash)
        if bond is not None:
            bonds.choose_place(HOUSE, token_hash, bond, place)


def choose_place(found: Session, place: str) -> bool:
    """Keep where a professional works in this session; False for a place that the directory does not give her."""
    bond = bonds.find(HOUSE, found.hash) or Bond("", "")
    if bond.provider and place in {each.structure for each in professionals.list_places(found.number)}:
        bonds.choose_place(HOUSE, found.hash, bond, place)
        return True
    return False


def end_from_provider(provider: Provider, sid: str, sub: str) -> None:
    """End what a provider's logout ends here (Back-Channel Logout), and write it down for whom it was."""
    for kind, number in bonds.end(provider, sid, sub):
        who = SignedIn(kind, number, "", provider.role.method)
        doorstep.note(Action.ACCOUNTS_SESSION_END, session.space_of(who), SYSTEM, detail=provider.role.method)


class Written(Rejected):
    """A sign-in that comes to nothing, and is in the journal already."""


def note_refusal(provider: Provider, error: Rejected) -> None:
    """Write a refused sign-in down in the house's own journal, when it is not in a person's."""
    if not isinstance(error, Written):
        doorstep.note(Action.ACCOUNTS_SESSION_OPEN, refused=error.reason, detail=provider.role.method)


def _begin(request: HttpRequest, response: HttpResponse, who: SignedIn, provider: Provider, proven: Proven) -> None:
    session.begin(request, response, who)
    bonds.tie(session.space_of(who), _hash_of(response), provider, proven)


def _hash_of(response: HttpResponse) -> bytes:
    return tokens.hashed(response.cookies[settings.ENS_COOKIE].value)


def _proven_at(proven: Proven) -> int:
    found = proven.claims.get("auth_time")
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _actor(party: Party) -> Actor:
    return Actor(party.kind, party.number, party.identifier, party.profession, "", party.name)
