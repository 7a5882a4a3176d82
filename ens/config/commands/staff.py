"""Add a support agent or an operator, list them, invite one again, or shut one out."""

import argparse
import sys
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from ens.config.environment import BadSetting
from ens.config.start import started
from ens.kernel.errors import Refused
from ens.staff import acts, members
from ens.staff.members import INVITATION_HOURS, Member, Role

_STATES = {(True, True): "au travail", (True, False): "invité", (False, True): "retiré", (False, False): "retiré"}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("act", choices=("add", "disable", "invite", "list"), help="what to do")
    parser.add_argument("--name", default="", help="first and last name (add)")
    parser.add_argument("--role", choices=[str(role) for role in Role], default=str(Role.SUPPORT), help="role (add)")
    parser.add_argument("--number", type=int, default=0, help="number, as the list shows it (disable, invite)")


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what was done."""
    with started():
        try:
            for line in _lines(arguments):
                sys.stdout.write(f"{line}\n")
        except Refused as error:
            raise BadSetting(error.detail) from None
    return 0


def _lines(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.act == "list":
        yield from map(_line, members.list_members())
        return
    if arguments.act == "add":
        yield from _add(" ".join(arguments.name.split()), Role(arguments.role))
        return
    member = members.find_member(arguments.number)
    if member is None:
        raise BadSetting("nobody at work has that number: see `ens staff list`")
    if member.role is Role.OPERATOR:
        acts.demand("role")
    if arguments.act == "invite":
        yield from _invitation(member, members.invite_again(member))
    else:
        members.disable_member(member)
        yield f"{member.name} n’a plus accès à rien, dès maintenant."


def _add(name: str, role: Role) -> Iterator[str]:
    if not 0 < len(name) <= 100:
        raise BadSetting("--name is needed, 100 characters at most")
    if role is Role.OPERATOR:
        acts.demand("role")
    yield from _invitation(*members.add_member(name, role))


def _invitation(member: Member, secret: str) -> Iterator[str]:
    yield f"Invitation de {member.name}, valable {INVITATION_HOURS} heures et une seule fois, montrée une seule fois :"
    yield settings.ENS_PUBLIC_URL + reverse("staff-invitation", kwargs={"secret": secret})


def _line(member: Member) -> str:
    state = _STATES[member.active, member.is_ready]
    return f"{member.number}  {member.role:8}  {state:10}  {member.made:%Y-%m-%d}  {member.name}"
