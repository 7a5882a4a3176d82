"""Add the crowd to a demonstration: two hundred more people, and Marcel with his thousand documents."""

import argparse
import os
import sys

from ens.config.environment import BadSetting, is_demo
from ens.config.processes import stop_signals
from ens.config.progress import counter
from ens.config.start import started
from ens.fhir.endpoint import kinds
from ens.kernel import clock
from ens.sandbox.crowd.deposits import settle_crowd

_POLITENESS = 10


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Settle who is not there yet; a stop is obeyed between two lots, and the next run goes on from there."""
    if not is_demo():
        raise BadSetting("the crowd lives in the demonstration only: run `make demo` first")
    os.nice(_POLITENESS)  # whoever looks at the pages meanwhile comes first
    deposited = 0
    with started(), stop_signals() as stopped, counter("Foule, documents déposés") as tell:
        for deposited in settle_crowd(kinds(), clock.today(), stopped.is_set):
            tell(deposited)
    if deposited:
        sys.stderr.write(f"  {deposited} documents fictifs de plus : Marcel et deux cents autres personnes\n")
    return 0
