"""Changing the habilitation matrix: one operator prepares a version, another puts it in force; all are kept.

Law: arrêté of 26 October 2023, which an operator restates here when it changes; four eyes as for the other rare acts
(ADR 0035, 0045). Every process decides by it at its next question.
"""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from ens.gate import doorstep, secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, Invalid, NotFound
from ens.kernel.ids import HOUSE, ITEM_BYTES
from ens.policy import matrix
from ens.policy.matrix import Matrix
from ens.registry import habilitations
from ens.registry.habilitations import Version
from ens.staff.acts import REASON_MAX, check_operator
from ens.staff.cells import Change, list_changes
from ens.staff.members import Member


class Told(NamedTuple):
    """A version with its reason, and what it changes of the one before."""

    version: Version
    reason: str
    changes: list[Change]

    @property
    def cells(self) -> int:
        """Count what it changes."""
        return sum(each.cells for each in self.changes)


class History(NamedTuple):
    """The number in force, since when (None: the first, of the program), what waits, and all that was prepared."""

    current: int
    since: datetime | None
    waiting: Told | None
    past: list[Told]


def find_base(number: int = 0) -> Matrix:
    """Give the cells to begin with: those in force, or of an earlier version to be restored."""
    if number == 1:
        return matrix.rows()
    if not number:
        return habilitations.find_current(database())[1]
    found = next((each for each in habilitations.list_versions(database()) if each.number == number), None)
    if found is None or found.since is None:
        raise NotFound
    return matrix.parse(found.text)


def prepare(member: Member, wanted: Matrix, reason: str) -> int:
    """Keep a version that another operator may put in force; gives its number."""
    check_operator(member)
    told = " ".join(reason.split())
    if not 0 < len(told) <= REASON_MAX:
        raise Invalid("Écrivez la raison de ce changement.", ("no_reason",))
    if not list_changes(find_base(), wanted):
        raise Invalid("Rien ne change : il n’y a pas de version à préparer.", ("no_change",))
    with transaction.atomic(durable=True):
        text = matrix.write(wanted)
        sealed = secrets.seal(HOUSE, _place(text), told.encode())
        number = habilitations.propose(database(), text, (member.number, clock.now()), sealed)
        if not number:
            raise Conflict("Une version attend déjà l’accord d’un autre opérateur.", ("one_waits",))
        doorstep.note(Action.STAFF_ACT_ASK, actor=member.actor, detail=f"matrix {number} : {told}")
    return number


def approve(member: Member, number: int) -> None:
    """Put what another operator has prepared in force, from now on and for every process."""
    check_operator(member)
    with transaction.atomic(durable=True):
        if not habilitations.approve(database(), number, member.number, clock.now()):
            raise Conflict("Il faut un autre opérateur que celui qui l’a préparée.", ("four_eyes",))
        doorstep.note(Action.STAFF_ACT_APPROVE, actor=member.actor, detail=f"matrix {number}")


def withdraw(member: Member, number: int) -> None:
    """Give up what waits: one's own, or that of another."""
    check_operator(member)
    with transaction.atomic(durable=True):
        if not habilitations.withdraw(database(), number):
            raise Conflict("Cette version n’attend plus.", ("gone",))
        doorstep.note(Action.STAFF_ACT_WITHDRAW, actor=member.actor, detail=f"matrix {number}")


def list_history() -> History:
    """Tell what is in force, what waits and what was before, each with what it changed then."""
    current, _, since = habilitations.find_current(database())
    before, waiting = matrix.rows(), None
    past: list[Told] = []
    for version in reversed(habilitations.list_versions(database())):
        cells = matrix.parse(version.text)
        told = Told(version, _reason(version), list_changes(before, cells))
        if version.since is not None:
            before = cells
        if version.since is None and not version.withdrawn:
            waiting = told
        else:
            past.insert(0, told)
    return History(current, since, waiting, past)


def _reason(version: Version) -> str:
    return (secrets.unseal(HOUSE, _place(version.text), Sealed(version.key_term, version.sealed)) or b"").decode()


def _place(text: str) -> bytes:
    return sha256(text.encode()).digest()[:ITEM_BYTES]
