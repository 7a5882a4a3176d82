"""Grants: what somebody agreed to, from the code that the program gets to the last token of it.

A grant of a person is a link in the sharing state of her space: the gate looks there at every call, so that withdrawing
it needs nothing else. What the server must know to issue tokens is sealed beside it, under the key of the same space.
RFC 9700 sections 2.1 and 4.14: codes and refresh tokens serve once; one that comes twice ends the whole grant.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db import transaction
from msgspec import structs

from ens.gate import apps
from ens.gate.facts import Visit
from ens.gate.house import database
from ens.gate.secrets import Sealed, seal, unseal
from ens.kernel import clock
from ens.kernel.actors import SYSTEM, ActorKind
from ens.kernel.errors import Conflict, HouseError
from ens.kernel.ids import HOUSE
from ens.oauth import rules
from ens.oauth.clients import Client
from ens.policy.facts import AppLink
from ens.registry import grants, people, tokens
from ens.registry.grants import Grant, Secret, Use
from ens.registry.tokens import Grant as Held

REUSED: Final = "Un même jeton a été présenté deux fois."
REFRESHED: Final = frozenset({"offline_access", "online_access"})


class Terms(msgspec.Struct, frozen=True, array_like=True):
    """All that a grant says; `holder` is what its tokens bear: the link's number, or a professional's own.

    `space` is the house's for a professional; `patient` and `fhir_user` are public ids, empty where there is none.
    """

    client_id: str
    kind: int
    holder: int
    space: int
    scopes: str
    redirect_uri: str
    challenge: str
    sub: str
    nonce: str = ""
    auth_time: int = 0
    methods: str = ""
    patient: str = ""
    fhir_user: str = ""

    @property
    def refreshable(self) -> bool:
        """Say whether new access tokens can be had without the person."""
        return not REFRESHED.isdisjoint(self.scopes.split())


class Consent(msgspec.Struct, frozen=True):
    """What somebody has agreed to, until when; `link` is None for a professional, `detail` stands in the history."""

    visit: Visit
    terms: Terms
    link: AppLink | None
    end: datetime
    detail: str


class Open(msgspec.Struct, frozen=True):
    """A secret that was found, with the terms of its grant; `terms` is None once they can be opened no more."""

    secret: Secret
    terms: Terms | None

    @property
    def is_live(self) -> bool:
        """Say whether it can still be used."""
        return self.secret.live and not self.secret.spent and self.terms is not None


def give(code: str, consent: Consent) -> int:
    """Store what somebody has agreed to, under the hash of the code that the program will bring; gives its number."""
    number = people.new_number()
    terms, link = consent.terms, consent.link
    if link is not None:
        terms = structs.replace(terms, holder=number)
    sealed = seal(terms.space, _name(number), msgspec.msgpack.encode(terms))
    with transaction.atomic(durable=True):
        grants.insert(database(), Grant(number, terms.space, *sealed, consent.end))
        expires = clock.now() + timedelta(seconds=rules.CODE_SECONDS)
        grants.issue(database(), tokens.hashed(code), Use.CODE, expires, number)
    if link is not None:
        apps.give(consent.visit, terms.space, number, link, consent.detail)
    return number


def find(text: str) -> Open | None:
    """Find a code or a token; None when it was never one of ours."""
    secret = grants.find(database(), tokens.hashed(text))
    if secret is None:
        return None
    return Open(secret, None if secret.grant is None else _terms(secret.grant))


def issue_for(client: Client, scopes: str) -> tuple[str, int]:
    """Give a structure's program an access token, and its life in seconds."""
    expires = clock.now() + timedelta(seconds=rules.TOKEN_SECONDS)
    with transaction.atomic(durable=True):
        token = tokens.issue(database(), Held(client.kind, client.party, scopes, expires))
        grants.issue(database(), tokens.hashed(token), Use.ACCESS, expires, None, client.client_id)
    return token, rules.TOKEN_SECONDS


def exchange(found: Open, scopes: str) -> tuple[str, int, str]:
    """Use a code or a refresh token up for an access token, its life and the next refresh token (or an empty text).

    Raises `Conflict` when somebody else has used it up meanwhile; the grant has ended then.
    """
    grant, terms = found.secret.grant, found.terms
    if grant is None or terms is None:
        raise Conflict
    now = clock.now()
    refresh = secrets.token_urlsafe(32) if terms.refreshable else ""
    life = rules.ACCESS_SECONDS if refresh else rules.ACCESS_ALONE_SECONDS
    expires = min(now + timedelta(seconds=life), grant.expires)
    token = ""
    with transaction.atomic(durable=True):
        if grants.spend(database(), found.secret.hash):
            token = tokens.issue(database(), Held(ActorKind(terms.kind), terms.holder, scopes, expires))
            grants.issue(database(), tokens.hashed(token), Use.ACCESS, expires, grant.number)
            if refresh:
                end = min(now + timedelta(seconds=rules.REFRESH_SECONDS), grant.expires)
                grants.issue(database(), tokens.hashed(refresh), Use.REFRESH, end, grant.number)
    if not token:
        end_grant(found, REUSED)
        raise Conflict
    return token, max(1, int((expires - now).total_seconds())), refresh


def end_grant(found: Open, why: str) -> None:
    """End a grant for good: its secrets, its tokens and its link, with effect on the next request everywhere."""
    grant, terms = found.secret.grant, found.terms
    if grant is None:
        return
    revoke([grant.number])
    if terms is not None and terms.space != HOUSE:
        try:
            apps.withdraw(Visit(actor=SYSTEM), terms.space, {grant.number}, why)
        except HouseError as error:  # the space is shut: nothing comes in by the link in any case
            if not error.noted:
                raise


def revoke_access(text: str) -> None:
    """Revoke one access token; its grant goes on."""
    tokens.revoke(database(), text)


def revoke(numbers: Iterable[int]) -> None:
    """Revoke grants with all their secrets and tokens."""
    with transaction.atomic(durable=True):
        grants.revoke(database(), list(numbers))


def _terms(grant: Grant) -> Terms | None:
    plain = unseal(grant.space, _name(grant.number), Sealed(grant.key_term, grant.sealed))
    return None if plain is None else msgspec.msgpack.decode(plain, type=Terms)


def _name(number: int) -> bytes:
    """Name a grant where it is sealed: ten bytes, unlike those of anything else that is sealed there."""
    return number.to_bytes(8, "big") + b"og"
