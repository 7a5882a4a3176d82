"""FranceConnect, an insurance account and Pro Santé Connect as stand-ins, and people who use them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings

from ens.federation import discovery
from ens.sandbox.providers import oidc
from ens.sandbox.providers.ledger import Someone
from ens.sandbox.providers.provider import Client, Provider
from ens.sandbox.providers.server import serving
from tests.databases import Database
from tests.federation.entering import BASE, pivot, settle, somebody
from tests.scenarios.live import free_port


@contextmanager
def standing_in(slug: str, people: list[Someone], patch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Serve one stand-in for these people, with the settings that name it."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    level = "eidas1" if slug == "pro-sante-connect" else "eidas2"
    said = {"issuer": issuer, "client_id": "ens-essai", "client_secret": "secret-d-essai-0123456789", "hosts": ""}
    patch.setitem(settings.ENS_PROVIDERS, slug, {**said, "name": slug.title(), "level": level})
    own = [f"{BASE}/connexion/par/{slug}/{what}/" for what in ("retour", "quitte", "fin")]
    client = Client(said["client_id"], said["client_secret"], *own)
    made = Provider(slug, slug.title(), issuer, client, lambda: people, level, by_phone=slug == "pro-sante-connect")
    with serving({port: oidc.application(made)}):
        yield made
    discovery.forget()


@pytest.fixture
def people() -> list[Someone]:
    return []


@pytest.fixture(autouse=True)
def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENS_PUBLIC_URL", BASE)


@pytest.fixture
def franceconnect(people: list[Someone], monkeypatch: pytest.MonkeyPatch, database: Database) -> Iterator[Provider]:
    with standing_in("franceconnect", people, monkeypatch) as made:
        yield made


@pytest.fixture
def assurance(people: list[Someone], monkeypatch: pytest.MonkeyPatch, database: Database) -> Iterator[Provider]:
    with standing_in("assurance", people, monkeypatch) as made:
        yield made


@pytest.fixture
def psc(people: list[Someone], monkeypatch: pytest.MonkeyPatch, database: Database) -> Iterator[Provider]:
    with standing_in("pro-sante-connect", people, monkeypatch) as made:
        yield made


@pytest.fixture
def camille(people: list[Someone], database: Database) -> int:
    """Let providers know somebody who has an open notebook as `camille`; gives its space."""
    identity = somebody()
    people.append(Someone("camille", "Camille", "", pivot(identity)))
    return settle(identity)
