"""Print a bearer token for a member of the demonstration's cast, on the last line."""

import argparse
import sys

from ens.config.environment import BadSetting, is_demo
from ens.config.start import started
from ens.sandbox import cast
from ens.sandbox.crowd.people import MARCEL
from ens.sandbox.grants import issue_token


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    names = (*cast.SLUGS, MARCEL.slug)
    parser.add_argument("--as", dest="name", required=True, choices=names, help="who the token is for")


def run(arguments: argparse.Namespace) -> int:
    """Issue and print the token; refuses outside a demonstration."""
    if not is_demo():
        raise BadSetting("tokens by command exist in the demonstration only: run `make demo` first")
    with started():
        token = issue_token(arguments.name)
    if token is None:
        raise BadSetting(f"{arguments.name} is not registered: run `make demo` first")
    sys.stdout.write(f"{token}\n")
    return 0
