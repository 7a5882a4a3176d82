"""Register, list, suspend and restore the programs that may ask for tokens."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ens.config.environment import BadSetting
from ens.config.start import started
from ens.gate.house import database
from ens.kernel.actors import ActorKind
from ens.oauth import clients
from ens.oauth.clients import Client
from ens.registry import parties, people
from ens.registry.parties import Party

_KINDS: Final = {"person": ActorKind.APP, "professional": ActorKind.APP, "structure": ActorKind.STRUCTURE}


@dataclass(frozen=True, slots=True)
class _Option:
    flag: str
    text: str
    many: bool = False


_OPTIONS: Final = (
    _Option("--name", "what people read; for a structure, that of the directory"),
    _Option("--purpose", "what it is for, one sentence in French, shown when it asks to come in"),
    _Option("--scope", "all that it may ever ask for, separated by spaces"),
    _Option("--redirect", "an address that answers go to, compared letter by letter", many=True),
    _Option("--origin", "an origin of its pages in browsers (https://app.example)", many=True),
    _Option("--sector", "host that its pairwise names depend on; else that of its addresses"),
    _Option("--jwks", "file of its public keys (JSON Web Key Set); without keys it is public"),
    _Option("--jwks-uri", "address where it publishes its public keys instead"),
    _Option("--finess", "number of the structure that it works for (1 and the FINESS)"),
)


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("act", choices=sorted(_ACTS), help="what to do")
    parser.add_argument("client", nargs="?", default="", help="the name that the program goes by (client_id)")
    parser.add_argument("--for", dest="audience", choices=sorted(_KINDS), default="person", help="on whose behalf")
    for option in _OPTIONS:
        parser.add_argument(
            option.flag, help=option.text, **({"action": "append", "default": []} if option.many else {"default": ""})
        )
    parser.add_argument("--introspects", action="store_true", help="a resource server: it may ask about any token")


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what was done."""
    with started():
        for line in _ACTS[arguments.act](arguments):
            sys.stdout.write(f"{line}\n")
    return 0


def _add(given: argparse.Namespace) -> Iterator[str]:
    if not given.client or not given.scope:
        raise BadSetting("app add CLIENT needs --scope, and --redirect or keys")
    keys = Path(given.jwks).read_text("utf-8") if given.jwks else '{"keys": []}'
    known: dict[str, Any] = {
        "purpose": given.purpose,
        "redirect_uris": tuple(given.redirect),
        "origins": tuple(given.origin),
        "sector": given.sector,
        "jwks": keys,
        "jwks_uri": given.jwks_uri,
        "introspects": given.introspects,
    }
    kind = _KINDS[given.audience]
    try:
        client = Client(given.client, 0, kind, given.name, given.audience, given.scope, **known)
        clients.check(client)
        clients.save(Client(given.client, _party(given), kind, given.name, given.audience, given.scope, **known))
    except ValueError as error:
        raise BadSetting(str(error)) from None
    yield f"{given.client} is registered ({'public' if client.is_public else 'with keys'})"


def _party(given: argparse.Namespace) -> int:
    """Find the structure that a program works for, or write the app into the directory."""
    if given.audience != "structure":
        name = given.name or given.client
        return parties.save(database(), Party(people.new_number(), ActorKind.APP, given.client, name))
    found = parties.find(database(), given.finess)
    if found is None or found.kind is not ActorKind.STRUCTURE:
        raise BadSetting("--finess names no structure of the directory")
    return found.number


def _list(_given: argparse.Namespace) -> Iterator[str]:
    for client in clients.list_all():
        state = "" if client.active else "  (suspended)"
        yield f"{client.client_id}  {client.audience}  {client.name}  {' '.join(client.redirect_uris)}{state}"


def _set_active(given: argparse.Namespace, *, active: bool) -> Iterator[str]:
    if not clients.set_active(given.client, active=active):
        raise BadSetting("no such program: see `ens app list`")
    yield f"{given.client} is {'restored' if active else 'suspended: its tokens are worth nothing from now on'}"


_ACTS: Final[Mapping[str, Callable[[argparse.Namespace], Iterator[str]]]] = {
    "add": _add,
    "disable": lambda given: _set_active(given, active=False),
    "enable": lambda given: _set_active(given, active=True),
    "list": _list,
}
