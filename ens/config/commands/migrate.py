"""Bring the database, its roles and the key store up to this version."""

import argparse
import sys

from ens.config.start import started
from ens.config.upgrade import upgrade


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Upgrade, and say what was done."""
    with started():
        for line in upgrade():
            sys.stdout.write(f"{line}\n")
    return 0
