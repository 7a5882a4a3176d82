"""The providers of identity that an operator has configured; one without an issuer does not exist."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.conf import settings

from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound


class Role(NamedTuple):
    """What a provider is for, whoever it is: whom it names, what is asked of it, how it is offered."""

    kind: ActorKind
    method: str
    scope: str
    hint: str
    icon: str


class Provider(NamedTuple):
    """One provider: its role and what the operator said of it. `hosts` are those beside the issuer's own."""

    slug: str
    role: Role
    issuer: str
    client_id: str
    secret: str
    name: str
    level: str
    hosts: tuple[str, ...]


PSC: Final = "pro-sante-connect"
_PIVOT: Final = "openid given_name family_name birthdate gender birthplace birthcountry"
ROLES: Final = {
    "franceconnect": Role(
        ActorKind.PERSON, "fc", _PIVOT, "Votre compte des impôts, de La Poste ou un autre.", "id-card"
    ),
    "assurance": Role(
        ActorKind.PERSON, "assurance", _PIVOT, "Le compte que vous avez auprès de votre caisse.", "credit-card"
    ),
    PSC: Role(
        ActorKind.PROFESSIONAL, "psc", "openid scope_all", "Votre carte CPS ou l’application e-CPS.", "stethoscope"
    ),
}


def list_providers(kind: ActorKind) -> Iterator[Provider]:
    """List the providers for one kind of people."""
    for slug, role in ROLES.items():
        if role.kind is kind and settings.ENS_PROVIDERS.get(slug, {}).get("issuer"):
            yield get_provider(slug)


def get_provider(slug: str) -> Provider:
    """Give a provider by the name that it has in addresses; NotFound when it is not configured."""
    said = settings.ENS_PROVIDERS.get(slug, {})
    if slug not in ROLES or not said.get("issuer"):
        raise NotFound
    hosts = tuple(said["hosts"].split())
    return Provider(
        slug, ROLES[slug], said["issuer"], said["client_id"], said["client_secret"], said["name"], said["level"], hosts
    )


def address_of(provider: Provider, what: str) -> str:
    """Give one of our addresses that a provider must know: `retour`, `quitte` or `fin`."""
    return f"{settings.ENS_PUBLIC_URL}/connexion/par/{provider.slug}/{what}/"
