"""Four eyes: what one operator asks for, another approves; within a day, once, and written down in the house's journal.

While fewer than two operators are at work nothing could ever be approved: then, and only then, commands go without.
"""

import os
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import transaction

from ens.gate import doorstep, secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import Conflict, Invalid, Refused
from ens.kernel.ids import HOUSE, ITEM_BYTES
from ens.postgres.statements import Statement
from ens.staff.members import Member, Role, list_members

HOURS: Final = 24
REASON_MAX: Final = 500
KINDS: Final = {  # what commands ask about, and how a page says it
    "closure": "Fermer ou effacer un carnet, inscrire un décès",
    "judgment": "Inscrire la décision d’un juge sur un enfant",
    "keys": "Changer la clé racine",
    "role": "Ajouter ou retirer un opérateur",
}
_COLUMNS: Final = "id, act, asked_by, asked, expires, approved_by, used, key_term, sealed"
_ASK: Final = Statement(
    "INSERT INTO dangerous_act (id, act, asked_by, asked, expires, key_term, sealed)"
    " VALUES ($1::bytea, $2::text, $3::int8, $4::timestamptz, $5::timestamptz, $6::int2, $7::bytea)"
)
_LIST: Final = Statement(
    f"SELECT {_COLUMNS} FROM dangerous_act WHERE NOT withdrawn AND used IS NULL AND expires > $1::timestamptz"
    " ORDER BY asked DESC LIMIT 100"
)
_APPROVE: Final = Statement(
    "UPDATE dangerous_act SET approved_by = $2::int8 WHERE id = $1::bytea AND approved_by IS NULL"
    " AND asked_by <> $2::int8 AND NOT withdrawn AND used IS NULL AND expires > $3::timestamptz"
)
_WITHDRAW: Final = Statement(
    "UPDATE dangerous_act SET withdrawn = true WHERE id = $1::bytea AND NOT withdrawn AND used IS NULL"
)
_USE: Final = Statement(
    "UPDATE dangerous_act SET used = $2::timestamptz WHERE id = (SELECT id FROM dangerous_act WHERE act = $1::text"
    " AND approved_by IS NOT NULL AND NOT withdrawn AND used IS NULL AND expires > $2::timestamptz"
    " ORDER BY asked LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING asked_by"
)


class Asked(NamedTuple):
    """One act that was asked for; `reason` says why, `approved_by` is 0 as long as nobody has approved it."""

    id: str
    act: str
    asked_by: int
    asked: datetime
    expires: datetime
    approved_by: int
    reason: str


def ask(member: Member, act: str, reason: str) -> None:
    """Ask for a dangerous act, with the reason for it."""
    check_operator(member)
    told = " ".join(reason.split())
    if act not in KINDS or not 0 < len(told) <= REASON_MAX:
        raise Invalid("Choisissez un acte et écrivez-en la raison.", ("no_reason",))
    name, now = os.urandom(ITEM_BYTES), clock.now()
    term, sealed = secrets.seal(HOUSE, name, told.encode())
    with transaction.atomic(durable=True):
        _ASK.run(database(), name, act, member.number, now, now + timedelta(hours=HOURS), term, sealed)
        doorstep.note(Action.STAFF_ACT_ASK, actor=member.actor, detail=f"{act} : {told}")


def approve(member: Member, public: str) -> None:
    """Approve what another operator has asked for; one's own demand is refused, and so is what has ended."""
    check_operator(member)
    with transaction.atomic(durable=True):
        if not _APPROVE.run(database(), _read(public), member.number, clock.now()):
            raise Conflict("Vous ne pouvez pas approuver cette demande : il faut un autre opérateur.", ("four_eyes",))
        doorstep.note(Action.STAFF_ACT_APPROVE, actor=member.actor, detail=public)


def withdraw(member: Member, public: str) -> None:
    """Give up a demand, or refuse that of another; nothing can be done with it any more."""
    check_operator(member)
    with transaction.atomic(durable=True):
        if not _WITHDRAW.run(database(), _read(public)):
            raise Conflict("Cette demande n’est plus là.", ("gone",))
        doorstep.note(Action.STAFF_ACT_WITHDRAW, actor=member.actor, detail=public)


def list_open() -> list[Asked]:
    """List the demands that wait or are approved, the newest first."""
    return [_asked(row) for row in _LIST.all(database(), clock.now())]


def demand(act: str) -> None:
    """Use up an approval before a dangerous act is done; `Refused` when there is none and there could be one."""
    operators = [each for each in list_members() if each.active and each.role is Role.OPERATOR and each.is_ready]
    if len(operators) < 2:
        return
    with transaction.atomic(durable=True):
        if _USE.one(database(), act, clock.now()) is not None:
            doorstep.note(Action.STAFF_ACT_USE, actor=SYSTEM, right="operation", detail=act)
            return
    doorstep.note(Action.STAFF_ACT_USE, actor=SYSTEM, refused="four_eyes", detail=act)
    raise Refused("Deux opérateurs doivent en décider d’abord, sur la page /pilotage/.", ("four_eyes",))


def check_operator(member: Member) -> None:
    """Refuse everybody but an operator."""
    if member.role is not Role.OPERATOR:
        raise Refused("Seul un opérateur peut faire cela.", ("four_eyes",))


def _read(public: str) -> bytes:
    try:
        found = bytes.fromhex(public)
    except ValueError:
        found = b""
    if len(found) != ITEM_BYTES:
        raise Invalid("Cette demande n’existe pas.", ("unknown",))
    return found


def _asked(row: tuple[bytes, str, int, datetime, datetime, int | None, datetime | None, int, bytes]) -> Asked:
    name, act, asked_by, asked, expires, approved_by, _, term, sealed = row
    reason = secrets.unseal(HOUSE, name, Sealed(term, sealed)) or b""
    return Asked(name.hex(), act, asked_by, asked, expires, approved_by or 0, reason.decode())
