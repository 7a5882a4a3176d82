"""AppliCœur: registered as a real app would be, and linked to Camille's notebook when a token for it is asked for."""

import secrets
from datetime import timedelta
from typing import Final

from ens.gate import apps
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.ids import NO_ITEM
from ens.oauth import clients, grants
from ens.oauth.clients import Client
from ens.oauth.grants import Consent, Terms
from ens.oauth.tokens_about import subject_for
from ens.policy.facts import AppLink
from ens.registry.parties import Party
from ens.registry.people import PersonRow
from ens.sandbox.cast import APPLICOEUR

RETURN: Final = "http://127.0.0.1:9100/retour"
_DAYS: Final = 30
_ENOUGH: Final = 86_400  # seconds that a link must still last to be used again
_PURPOSE: Final = "Suivre votre tension d’un rendez-vous à l’autre."
_KINDS: Final = ("DocumentReference.rs", "Binary.rs", "Observation.cruds", "Condition.rs", "MedicationRequest.rs")
_SCOPES: Final = " ".join(
    (
        "openid fhirUser launch/patient offline_access online_access patient/*.rs",
        *(f"patient/{each}" for each in _KINDS),
    )
)


def register_app(party: int) -> None:
    """Register AppliCœur: an app without a secret, in a browser or on a phone."""
    clients.save(
        Client(
            APPLICOEUR.identifier,
            party,
            ActorKind.APP,
            APPLICOEUR.name,
            "person",
            _SCOPES,
            purpose=_PURPOSE,
            redirect_uris=(RETURN,),
            origins=(RETURN.removesuffix("/retour"),),
        )
    )


def link_to(visit: Visit, row: PersonRow, party: Party, scopes: str) -> int:
    """Give the number of a link between an app and a notebook, made by its person when there is none that lasts."""
    now = clock.now()
    begins = int(now.timestamp())
    for app in apps.list_apps(visit, row.space):
        lasting = [
            number for number, link in app.links.items() if link.end > begins + _ENOUGH and link.scopes == scopes
        ]
        if app.number == party.number and lasting:
            return lasting[0]
    end = now + timedelta(days=_DAYS)
    sub = subject_for(APPLICOEUR.identifier, row.number)
    patient = house().codec.encode(row.space, NO_ITEM)
    link = AppLink(party.number, scopes, int(end.timestamp()), row.number, sub, begins)
    terms = Terms(
        client_id=party.identifier,
        kind=int(ActorKind.APP),
        holder=0,
        space=row.space,
        scopes=scopes,
        redirect_uri=RETURN,
        challenge="",
        sub=sub,
        patient=patient,
    )
    return grants.give(secrets.token_urlsafe(32), Consent(visit, terms, link, end, party.name))
