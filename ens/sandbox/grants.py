"""What each member of the cast may do with a token, and the token itself. For demonstrations and tests alone."""

from datetime import timedelta
from typing import Final

from ens.gate.facts import visit_by
from ens.gate.house import database, house
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.policy import scopes
from ens.registry import find, parties, people, tokens
from ens.registry.parties import Party
from ens.registry.people import PersonRow
from ens.registry.tokens import Grant
from ens.sandbox import cast, everyone, links
from ens.sandbox.crowd import authors
from ens.web import session
from ens.web.session import SignedIn

HOURS: Final = 12
PERSON_SCOPES: Final = scopes.PERSON
PROFESSIONAL_SCOPES: Final = scopes.PROFESSIONAL
IN_BROWSERS: Final = frozenset({ActorKind.PERSON, ActorKind.PROFESSIONAL})
STRUCTURE_SCOPES: Final = "system/DocumentReference.cruds system/Binary.crs system/List.cruds system/Patient.rs"
APP_SCOPES: Final = "patient/*.rs"
INSURER_PURPOSE: Final = "HPAYMT"
_KINDS: Final = {"applicoeur": ActorKind.APP, "assureur": ActorKind.INSURER, "support": ActorKind.SUPPORT}


def directory() -> dict[str, Party]:
    """List everyone fictional who stands in the public directory, by slug, their numbers still to be drawn."""
    found: dict[str, Party] = {}
    for who in (*cast.PROFESSIONALS, *authors.PROFESSIONALS):
        found[who.slug] = Party(0, ActorKind.PROFESSIONAL, f"8{who.rpps}", who.name, who.profession, who.specialty)
    for structure in (*cast.STRUCTURES, *authors.STRUCTURES):
        kind, name = ActorKind.STRUCTURE, structure.name
        found[structure.slug] = Party(0, kind, f"1{structure.finess}", name, structure_type=structure.structure_type)
    for other in cast.ORGANISATIONS:
        found[other.slug] = Party(0, _KINDS[other.slug], other.identifier, other.name)
    return found


def find_row(slug: str) -> PersonRow | None:
    """Find a person of the cast or of the crowd in the registry."""
    person = everyone.find_person(slug)
    if person is None:
        return None
    index = find.ins_index(house().index_key, person.identity.oid, person.identity.matricule)
    return people.find_by_ins(database(), index)


def issue_token(slug: str, *, browser: bool = True) -> str | None:
    """Give a bearer token for somebody fictional; None when nobody of that name is registered.

    Those who come with a browser may use it as a session too, unless it is for software alone.
    """
    grant = _grant_to_app() if slug == cast.APPLICOEUR.slug else _grant(slug)
    if grant is None:
        return None
    if not browser or grant.kind not in IN_BROWSERS:
        return tokens.issue(database(), grant)
    who = SignedIn(grant.kind, grant.number, grant.scopes, "demo")
    return session.make(who, "Démonstration", settled=True, life=timedelta(hours=HOURS))


def _grant_to_app() -> Grant | None:
    """Let AppliCœur in at Camille's, as she would; None as long as either is unknown."""
    expires = clock.now() + timedelta(hours=HOURS)
    row = find_row(cast.CAMILLE.slug)
    party = parties.find(database(), cast.APPLICOEUR.identifier)
    if row is None or party is None:
        return None
    visit = visit_by(tokens.issue(database(), Grant(ActorKind.PERSON, row.number, PERSON_SCOPES, expires)))
    return Grant(ActorKind.APP, links.link_to(visit, row, party, APP_SCOPES), APP_SCOPES, expires)


def _grant(slug: str) -> Grant | None:
    expires = clock.now() + timedelta(hours=HOURS)
    row = find_row(slug)
    if row is not None:
        return Grant(ActorKind.PERSON, row.number, PERSON_SCOPES, expires)
    line = directory().get(slug)
    party = None if line is None else parties.find(database(), line.identifier)
    if party is None:
        return None
    granted = {
        ActorKind.PROFESSIONAL: PROFESSIONAL_SCOPES,
        ActorKind.STRUCTURE: STRUCTURE_SCOPES,
        ActorKind.INSURER: APP_SCOPES,
    }.get(party.kind, "")
    purpose = INSURER_PURPOSE if party.kind is ActorKind.INSURER else "TREAT"
    return Grant(party.kind, party.number, granted, expires, purpose)
