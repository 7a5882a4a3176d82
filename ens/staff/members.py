"""Who works here: support agents and operators, added by command; their names are sealed under the house's key.

An agent has no scope at all: no token of hers reads anything of anybody's health (`ens.policy`, no rule permits it).
"""

import hashlib
import secrets as chance
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from ens.credentials import passkeys, passwords, totp
from ens.credentials.store import Holder
from ens.gate import doorstep, secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM, Actor, ActorKind
from ens.kernel.errors import NotFound
from ens.kernel.ids import HOUSE
from ens.postgres.statements import Statement
from ens.registry import people, sessions

INVITATION_HOURS: Final = 24
_COLUMNS: Final = "number, role, active, made, key_term, sealed"
_ADD: Final = Statement(
    "INSERT INTO staff (number, role, made, key_term, sealed, invitation, invited_until)"
    " VALUES ($1::int8, $2::text, $3::timestamptz, $4::int2, $5::bytea, $6::bytea, $7::timestamptz)"
)
_LIST: Final = Statement(f"SELECT {_COLUMNS} FROM staff ORDER BY made, number LIMIT 1000")
_FIND: Final = Statement(f"SELECT {_COLUMNS} FROM staff WHERE number = $1::int8")
_INVITED: Final = Statement(
    f"SELECT {_COLUMNS} FROM staff WHERE invitation = $1::bytea AND invited_until > $2::timestamptz AND active"
)
_ENTER: Final = Statement(
    "UPDATE staff SET invitation = NULL, invited_until = NULL"
    " WHERE invitation = $1::bytea AND invited_until > $2::timestamptz AND active"
)
_INVITE: Final = Statement(
    "UPDATE staff SET invitation = $2::bytea, invited_until = $3::timestamptz WHERE number = $1::int8 AND active"
)
_DISABLE: Final = Statement("UPDATE staff SET active = false, invitation = NULL WHERE number = $1::int8 AND active")


class Role(StrEnum):
    """What somebody does here; one person who does both has two accounts."""

    SUPPORT = "support"
    OPERATOR = "operator"


class Member(NamedTuple):
    """One agent or operator."""

    number: int
    role: Role
    active: bool
    made: datetime
    name: str

    @property
    def holder(self) -> Holder:
        """Tell whose proofs are hers."""
        return Holder(HOUSE, self.number)

    @property
    def actor(self) -> Actor:
        """Tell who acts, for the house's own journal."""
        return Actor(ActorKind.SUPPORT, self.number, str(self.role), name=self.name)

    @property
    def is_ready(self) -> bool:
        """Say whether she has used her invitation: a passkey, or a password with an app."""
        return passkeys.has_passkey(self.number) or totp.has_totp(self.number)


def add_member(name: str, role: Role, by: Actor = SYSTEM) -> tuple[Member, str]:
    """Add somebody; gives her, and the secret of her invitation, which is shown once and serves once."""
    number, secret, now = people.new_number(), chance.token_urlsafe(24), clock.now()
    term, sealed = secrets.seal(HOUSE, _place(number), name.encode())
    doorstep.note(Action.STAFF_MEMBER_ADD, actor=by, detail=f"{role} {name}")
    _ADD.run(database(), number, str(role), now, term, sealed, _hashed(secret), now + timedelta(hours=INVITATION_HOURS))
    return Member(number, role, active=True, made=now, name=name), secret


def invite_again(member: Member, by: Actor = SYSTEM) -> str:
    """Give somebody another invitation (she lost her proofs); the old ones go, and her sessions with them."""
    secret = chance.token_urlsafe(24)
    doorstep.note(Action.STAFF_MEMBER_ADD, actor=by, detail=f"{member.role} {member.name}")
    sessions.end_others(database(), member.number)
    totp.remove_totp(member.number)
    for passkey in passkeys.list_passkeys(member.number):
        passkeys.remove_passkey(member.number, passkey.id)
    _INVITE.run(database(), member.number, _hashed(secret), clock.now() + timedelta(hours=INVITATION_HOURS))
    return secret


def disable_member(member: Member, by: Actor = SYSTEM) -> None:
    """Shut somebody out, with effect on the next request of every process."""
    doorstep.note(Action.STAFF_MEMBER_DISABLE, actor=by, detail=f"{member.role} {member.name}")
    _DISABLE.run(database(), member.number)
    sessions.end_others(database(), member.number)


def list_members() -> list[Member]:
    """List everybody, the first added first."""
    return [_member(row) for row in _LIST.all(database())]


def find_member(number: int) -> Member | None:
    """Find somebody who may work here today."""
    row = _FIND.one(database(), number)
    return None if row is None or not row[2] else _member(row)


def get_invited(secret: str) -> Member:
    """Tell whose invitation this is; NotFound when it was used, is too old, or never was."""
    row = _INVITED.one(database(), _hashed(secret), clock.now())
    if row is None:
        raise NotFound
    return _member(row)


def use_invitation(secret: str) -> bool:
    """Use an invitation; of two at once, one gets True."""
    return _ENTER.run(database(), _hashed(secret), clock.now()) == 1


def login_of(member: Member) -> str:
    """Tell the login name that somebody has chosen, or nothing."""
    return passwords.find_login(member.number)


def _member(row: tuple[int, str, bool, datetime, int, bytes]) -> Member:
    number, role, active, made, term, sealed = row
    name = secrets.unseal(HOUSE, _place(number), Sealed(term, sealed)) or b""
    return Member(number, Role(role), active, made, name.decode())


def _place(number: int) -> bytes:
    return number.to_bytes(8, "big") + b"st"


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
