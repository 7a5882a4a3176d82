"""Serve a fictional population on this machine: database, documents, server and worker in one command."""

import argparse
import sys

from django.conf import settings

from ens.config import environment
from ens.config.demo import mark, populate_demo
from ens.config.processes import supervise
from ens.config.providers import choose_ports
from ens.config.start import started
from ens.config.upgrade import upgrade


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument("--cast-only", action="store_true", help="without the crowd, which comes while the server runs")


def run(arguments: argparse.Namespace) -> int:
    """Prepare everything, then serve until a signal comes."""
    if not environment.is_loopback():
        raise environment.BadSetting("the demonstration runs on this machine only: ENS_HOST must be a loopback address")
    choose_ports()
    mark()  # before the settings are read: they say whether this is a demonstration
    with started():
        upgrade()
        populate_demo()
        return supervise([["serve"], ["worker"], ["sandbox"]], _tell, [] if arguments.cast_only else [["population"]])


def _tell() -> None:
    sys.stdout.write(
        f"\n  {settings.ENS_NAME} (démonstration) : {settings.ENS_PUBLIC_URL}\n"
        f"  Dans un navigateur : ouvrez un carnet avec FranceConnect (fictif), Camille par exemple\n"
        f"  Un jeton pour essayer : bin/ens token --as camille\n"
        f"  (ou : {', '.join(settings.ENS_DEMO_NAMES)})\n"
        "  Ctrl-C arrête tout ; les données restent.\n\n"
    )
    sys.stdout.flush()
