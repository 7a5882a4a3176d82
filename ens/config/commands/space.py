"""Close a space, erase it for ever with a certificate, write down a death, or give a space a new key."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from ens.config.environment import BadSetting, is_demo
from ens.config.start import started
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.gate.people import resolve
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import HouseError
from ens.kernel.identifiers import split_token
from ens.kernel.ids import HOUSE, NOWHERE
from ens.lifecycle import services
from ens.lifecycle.services import Certificate
from ens.sandbox import cast
from ens.sandbox.grants import find_row
from ens.staff import acts

_BY_TWO: Final = frozenset({"alive", "close", "died", "erase"})
_OPERATION: Final = Visit(actor=SYSTEM)


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("act", choices=sorted(_ACTS), help="what to do")
    who = parser.add_mutually_exclusive_group(required=True)
    people = [person.slug for person in cast.PERSONS]
    who.add_argument("--as", dest="name", choices=people, help="a person of the demonstration")
    who.add_argument("--ins", help="the INS, OID|MATRICULE; `-` reads it from the standard input, out of sight of `ps`")
    who.add_argument("--id", help="the public id of the space, as certificates write it")
    parser.add_argument("--json", action="store_true", help="the certificate as JSON, for a program that verifies it")
    parser.add_argument("--sure", action="store_true", help="needed to erase outside the demonstration")


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what was done."""
    if arguments.act == "erase" and arguments.name is None and not arguments.sure:
        raise BadSetting("erasing cannot be undone: add --sure")
    with started():
        space = _find(arguments)
        try:
            if arguments.act in _BY_TWO:
                acts.demand("closure")
            sys.stdout.write(_text(_ACTS[arguments.act](space), as_json=arguments.json) + "\n")
        except HouseError as error:
            why = ", ".join(error.reasons) or type(error).__name__.lower()
            raise BadSetting(f"refused: {why}") from None
    return 0


def _find(arguments: argparse.Namespace) -> int:
    if arguments.name is not None:
        if not is_demo():
            raise BadSetting("--as names people of a demonstration: run `make demo` first, or use --ins")
        row = find_row(arguments.name)
        space = NOWHERE if row is None else row.space
    elif arguments.ins is not None:
        given = sys.stdin.readline().strip() if arguments.ins == "-" else arguments.ins
        try:
            space = resolve(*split_token(given))
        except ValueError:
            raise BadSetting("--ins is OID|MATRICULE") from None
    else:
        place = house().codec.decode(arguments.id)
        space = NOWHERE if place is None else place[0]
    if space in {NOWHERE, HOUSE}:
        raise BadSetting("no such space (one that was erased is known by its --id alone)")
    return space


def _close(space: int) -> str:
    services.close_space(_OPERATION, space)
    return "Espace fermé : plus rien n’y entre et plus rien n’en sort."


def _die(space: int) -> str:
    services.declare_death(space)
    return "Décès inscrit : plus personne n’entre dans cet espace."


def _live(space: int) -> str:
    services.take_back_death(space)
    return "Le décès était une erreur : l’espace est comme avant."


def _erase(space: int) -> Certificate:
    return services.erase_space(_OPERATION, space)


def _text(done: str | Certificate, *, as_json: bool) -> str:
    if isinstance(done, str):
        return done
    return msgspec.json.encode(done).decode() if as_json else services.write_certificate(done)


def _rotate(space: int) -> str:
    return f"Nouvelle clé : ce qui s’écrit désormais l’est sous le terme {services.rotate_key(space)}."


_ACTS: Final[Mapping[str, Callable[[int], str | Certificate]]] = {
    "alive": _live,
    "certificate": services.certify,
    "close": _close,
    "died": _die,
    "erase": _erase,
    "rotate": _rotate,
}
