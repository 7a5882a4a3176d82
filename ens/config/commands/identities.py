"""Check the identities of all open spaces against the national service (INSi); tells numbers, never names."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from django.conf import settings

from ens.config.environment import BadSetting
from ens.config.progress import counter
from ens.config.start import started
from ens.federation import insi
from ens.gate.house import database
from ens.gate.traits import find_identity
from ens.kernel.errors import HouseError
from ens.kernel.identity import Identity
from ens.policy.facts import OPEN_STATES
from ens.registry import spaces

_HEAP = 500


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Check each identity, and say how many are what the nation says."""
    tally: Counter[str] = Counter()
    with started():
        if not settings.ENS_INSI_URL:
            raise BadSetting("ENS_INSI_URL is empty: there is nobody to ask")
        try:
            with counter("identities") as tell:
                for identity in _identities():
                    tally[insi.qualify(identity)] += 1
                    tell(tally.total())
        except HouseError as error:
            sys.stderr.write(f"ens: {error.detail}\n")
            return 1
    for status in insi.Status:
        sys.stdout.write(f"{tally[status]:>9,} {status}\n")
    return 0


def _identities() -> Iterator[Identity]:
    for state in sorted(OPEN_STATES):
        after = 0
        while heap := spaces.list_in_state(database(), int(state), after, _HEAP):
            after = heap[-1]
            yield from (found for found in map(find_identity, heap) if found is not None)
