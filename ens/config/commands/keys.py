"""Look after the keys: copy the key store, delete old copies, rotate the root key, move all keys to its newest term."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.conf import settings

from ens.config.environment import BadSetting
from ens.config.progress import counter
from ens.config.start import started
from ens.gate.house import open_keystore
from ens.kernel import clock
from ens.kernel.errors import HouseError, Refused
from ens.staff import acts
from ens.vault import backups
from ens.vault.opening import KeysShut
from ens.vault.providers import Sign, provider_from


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("act", choices=sorted(_ACTS), help="what to do")


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what was done; the database is needed to rotate alone, where two operators decide."""
    try:
        for line in _ACTS[arguments.act]():
            sys.stdout.write(f"{line}\n")
    except KeysShut:
        raise
    except HouseError as error:
        raise BadSetting(f"the provider of the root key refuses or does not answer. {error.detail}") from None
    except FileNotFoundError:
        raise BadSetting("there is no root key yet: run `ens migrate` (or `make demo`) first") from None
    return 0


def _backup() -> Iterator[str]:
    yield f"copied to {backups.backup(open_keystore().file, settings.ENS_KEY_BACKUPS)}"


def _prune() -> Iterator[str]:
    days = settings.ENS_KEY_BACKUP_DAYS
    gone = backups.prune_backups(settings.ENS_KEY_BACKUPS, clock.today(), days)
    yield f"deleted {len(gone)} copies older than {days} days"


def _rotate() -> Iterator[str]:
    with started():
        try:
            acts.demand("keys")
        except Refused as error:
            raise BadSetting(error.detail) from None
    term = provider_from(settings.ENS_KEYS, Sign(**settings.ENS_OPENBAO)).rotate()
    yield f"the root key has a new term, {term}: now run `ens keys rewrap`"


def _rewrap() -> Iterator[str]:
    with counter("keys") as count:
        done = open_keystore().rewrap_all(count)
    yield f"{done} keys are wrapped under the newest term of the root key"


_ACTS: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "backup": _backup,
    "prune": _prune,
    "rewrap": _rewrap,
    "rotate": _rotate,
}
