"""What the environment says of the providers of identity; in a demonstration, the stand-ins take the empty places."""

import hashlib
import hmac
import os
import socket
from typing import Final

from ens.config import environment

Said = dict[str, str]
_PREFIXES: Final = {
    "franceconnect": "ENS_FRANCECONNECT",
    "assurance": "ENS_INSURANCE",
    "pro-sante-connect": "ENS_PSC",
}
STANDINS: Final = (*_PREFIXES, "insi", "annuaire")  # each has a port, in this order
_HOST: Final = "127.0.0.1"
_FAR: Final = 10_000  # ports between the house and its stand-ins: the next ones may be another demonstration's
_HIGHEST: Final = 65_535


def providers() -> dict[str, Said]:
    """Read what the operator said of each provider; one without an issuer does not exist."""
    return {slug: _provider(slug, prefix) for slug, prefix in _PREFIXES.items()}


def _provider(slug: str, prefix: str) -> Said:
    said = {
        name: environment.text(f"{prefix}_{name.upper()}")
        for name in ("issuer", "client_id", "client_secret", "name", "level", "hosts")
    }
    if said["level"] not in {"eidas1", "eidas2", "eidas3"}:
        msg = f"{prefix}_LEVEL must be eidas1, eidas2 or eidas3"
        raise environment.BadSetting(msg)
    if said["issuer"] and not (said["client_id"] and said["client_secret"]):
        msg = f"{prefix}_ISSUER needs {prefix}_CLIENT_ID and {prefix}_CLIENT_SECRET"
        raise environment.BadSetting(msg)
    if not said["issuer"] and environment.is_demo():
        secret = hmac.digest(environment.secret_key().encode(), slug.encode(), hashlib.sha256).hex()
        return {**said, "issuer": standin(slug), "client_id": "ens-demonstration", "client_secret": secret}
    return said


def directory_url() -> str:
    """Give the address of the directory's extraction."""
    said = environment.text("ENS_DIRECTORY_URL")
    return f"{standin('annuaire')}/PS_LibreAcces_Personne_activite.txt" if not said and environment.is_demo() else said


def insi_url() -> str:
    """Give the address of the national identity service."""
    said = environment.text("ENS_INSI_URL")
    return standin("insi") + "/insi" if not said and environment.is_demo() else said


def standin(slug: str) -> str:
    """Give the address of a stand-in."""
    return f"http://{_HOST}:{standin_port(slug)}"


def standin_port(slug: str) -> int:
    """Give the port of a stand-in."""
    first = environment.text("ENS_SANDBOX_PORT")
    return (environment.number("ENS_SANDBOX_PORT", 1024, _HIGHEST) if first else _first()) + STANDINS.index(slug)


def choose_ports() -> None:
    """Find five ports in a row that nobody listens on, and tell the processes that are started from here."""
    if not os.environ.get("ENS_SANDBOX_PORT"):
        first = _first()
        free = (start for start in range(first, min(first + 500, _HIGHEST - 10), len(STANDINS)) if _is_free(start))
        os.environ["ENS_SANDBOX_PORT"] = str(next(free, first))


def _first() -> int:
    house = environment.port()
    return house + _FAR if house + _FAR + len(STANDINS) < _HIGHEST else house - _FAR


def _is_free(first: int) -> bool:
    for port in range(first, first + len(STANDINS)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                return False
    return True
