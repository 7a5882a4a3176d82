"""What operators and the worker do with programs and grants."""

import json
from typing import Any

from ens.gate import apps
from ens.gate.apps import App
from ens.gate.facts import Visit
from ens.gate.house import database
from ens.kernel.actors import ActorKind
from ens.oauth import assertions, clients, grants, signing
from ens.oauth.clients import Client
from ens.registry import grants as rows


def register_client(client_id: str, party: int, scopes: str, jwks: dict[str, Any]) -> None:
    """Let a program of a structure ask for tokens with these public keys (a JSON Web Key Set)."""
    clients.save(Client(client_id, party, ActorKind.STRUCTURE, "", "structure", scopes, jwks=json.dumps(jwks)))


def withdraw(visit: Visit, space: int, app: App) -> None:
    """Send an app away: its links are shut, and nothing that it holds is worth anything from the next request on."""
    apps.withdraw(visit, space, set(app.links), app.name)
    grants.revoke(app.links)


def sweep() -> int:
    """Forget what has ended: assertions, codes, tokens, grants; make the next signing key in time. Returns how many."""
    signing.rotate()
    return assertions.sweep() + rows.sweep(database())
