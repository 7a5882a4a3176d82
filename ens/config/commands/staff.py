"""Add a support agent or an operator, list them, invite one again, or shut one out."""

import argparse
import sys

from ens.config.environment import BadSetting
from ens.config.start import started
from ens.kernel.errors import Invalid, Refused
from ens.staff import command
from ens.staff.members import Role


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("act", choices=command.ACTS, help="what to do")
    parser.add_argument("--name", default="", help="first and last name (add)")
    parser.add_argument("--role", choices=[str(role) for role in Role], default=str(Role.SUPPORT), help="role (add)")
    parser.add_argument("--number", type=int, default=0, help="number, as the list shows it (disable, invite)")


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what was done."""
    given = {"name": arguments.name, "role": Role(arguments.role), "number": arguments.number}
    with started():
        try:
            for line in command.carry_out(arguments.act, **given):
                sys.stdout.write(f"{line}\n")
        except (Invalid, Refused) as error:
            raise BadSetting(error.detail) from None
    return 0
