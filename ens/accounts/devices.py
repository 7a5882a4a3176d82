"""Where somebody is signed in, and how to end it: on one device or on all others, with effect on the next request."""

from datetime import datetime
from typing import Final, NamedTuple

from ens.accounts.rules import method_words
from ens.gate import doorstep
from ens.gate.house import database
from ens.gate.secrets import Sealed, unseal
from ens.kernel.actions import Action
from ens.kernel.actors import Actor
from ens.registry import sessions
from ens.registry.sessions import Session
from ens.web.devices import UNKNOWN
from ens.web.session import space_of

OTHERS: Final = "les autres appareils"


class Device(NamedTuple):
    """One session as its owner sees it; `id` names it in a form."""

    id: str
    label: str
    begun: datetime
    seen: datetime
    how: str
    here: bool


def list_devices(session: Session) -> list[Device]:
    """List where somebody is signed in: here first, then the last used."""
    space = space_of(session)
    found = [_device(space, each, session) for each in sessions.list_live(database(), session.number)]
    return sorted(found, key=lambda device: not device.here)


def end_device(session: Session, device: str) -> bool:
    """Sign one device out; False when it is not hers, or was signed out already."""
    public = bytes.fromhex(device) if _is_id(device) else b""
    wanted = [each for each in sessions.list_live(database(), session.number) if each.id == public]
    if not wanted or not sessions.end(database(), session.number, public):
        return False
    _note(session, _device(space_of(session), wanted[0], session).label)
    return True


def end_others(session: Session) -> int:
    """Sign out every device but this one; returns how many."""
    count = sessions.end_others(database(), session.number, session.hash)
    if count:
        _note(session, OTHERS)
    return count


def _note(session: Session, detail: str) -> None:
    actor = Actor(session.kind, session.number)
    doorstep.note(Action.ACCOUNTS_SESSION_END, space_of(session), actor, right="own_space", detail=detail)


def _device(space: int, each: Session, here: Session) -> Device:
    label = unseal(space, each.id, Sealed(each.label_term, each.label))
    return Device(
        each.id.hex(),
        UNKNOWN if label is None else label.decode(),
        each.begun,
        each.seen,
        method_words(each.methods),
        each.hash == here.hash,
    )


def _is_id(device: str) -> bool:
    return len(device) == 2 * sessions.PUBLIC_BYTES and set(device) <= set("0123456789abcdef")
