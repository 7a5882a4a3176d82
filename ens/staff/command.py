"""What `bin/ens staff` does, as the lines that it prints."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.urls import reverse

from ens.kernel.errors import Invalid
from ens.staff import acts, members
from ens.staff.members import INVITATION_HOURS, Member, Role

ACTS: Final = ("add", "disable", "invite", "list")
_LONGEST: Final = 100


def carry_out(act: str, *, name: str, role: Role, number: int) -> Iterator[str]:
    """Do what the command asks for; `Refused` where two operators must agree first."""
    if act == "list":
        yield from map(_line, members.list_members())
    elif act == "add":
        yield from _add(" ".join(name.split()), role)
    else:
        yield from _change(act, number)


def _add(name: str, role: Role) -> Iterator[str]:
    if not 0 < len(name) <= _LONGEST:
        raise Invalid(f"--name is needed, {_LONGEST} characters at most")
    if role is Role.OPERATOR:
        acts.demand("role")
    yield from _invitation(*members.add_member(name, role))


def _change(act: str, number: int) -> Iterator[str]:
    member = members.find_member(number)
    if member is None:
        raise Invalid("nobody at work has that number: see `ens staff list`")
    if member.role is Role.OPERATOR:
        acts.demand("role")
    if act == "invite":
        yield from _invitation(member, members.invite_again(member))
    else:
        members.disable_member(member)
        yield f"{member.name} n’a plus accès à rien, dès maintenant."


def _invitation(member: Member, secret: str) -> Iterator[str]:
    yield f"Invitation de {member.name}, valable {INVITATION_HOURS} heures et une seule fois, montrée une seule fois :"
    yield settings.ENS_PUBLIC_URL + reverse("staff-invitation", kwargs={"secret": secret})


def _line(member: Member) -> str:
    state = "retiré" if not member.active else "au travail" if member.is_ready else "invité"
    return f"{member.number}  {member.role:8}  {state:10}  {member.made:%Y-%m-%d}  {member.name}"
