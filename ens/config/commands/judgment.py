"""Write a judge's decision about a child: authority withdrawn or restored, the child entrusted or released."""

import argparse
import sys

from ens.config.environment import BadSetting
from ens.config.start import started
from ens.kernel.errors import HouseError
from ens.staff import judging


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("act", choices=judging.ACTS, help="what the judge decided")
    parser.add_argument("--child", required=True, help="INS of the child, OID|MATRICULE; `-`: from the standard input")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", default="", help="INS of the person whom it is about; `-`: from the standard input")
    who.add_argument("--service", default="", help="FINESS of the service that the child is entrusted to")
    parser.add_argument("--until", default="", help="last day of the decision, YYYY-MM-DD (entrust)")


def run(arguments: argparse.Namespace) -> int:
    """Write it and say so; two operators must have agreed."""
    child, person = (sys.stdin.readline().strip() if each == "-" else each for each in _named(arguments))
    with started():
        try:
            decision = judging.read_decision(arguments.act, child, person, arguments.service, arguments.until)
            judging.carry_out(decision)
        except HouseError as error:
            raise BadSetting(error.detail or f"refused: {', '.join(error.reasons)}") from None
    sys.stdout.write("C’est inscrit, avec effet immédiat.\n")
    return 0


def _named(arguments: argparse.Namespace) -> tuple[str, str]:
    return arguments.child, arguments.person
