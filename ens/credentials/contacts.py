"""Where somebody can be reached: known from elsewhere (`given`), or verified here by a code.

A contact that replaces a verified one takes effect after 72 hours, and the old one is told: whoever holds a session
for a moment cannot take the account away.
"""

from typing import Final

import msgspec

from ens.credentials import store
from ens.credentials.rules import contacts as rules
from ens.credentials.store import Holder, Kept, Kind
from ens.gate import secrets
from ens.kernel import clock

DELAY_SECONDS: Final = 72 * 3_600
REACHABLE: Final = (Kind.EMAIL, Kind.MOBILE, Kind.ADDRESS)


class Contact(msgspec.Struct, frozen=True, array_like=True):
    """One way to reach somebody, in force from `since` (seconds since 1970); `lines` are those of an envelope."""

    kind: int
    value: str
    verified: bool
    since: int
    lines: tuple[str, ...] = ()

    @property
    def masked(self) -> str:
        """Show as much as its owner needs to know it."""
        if self.kind == Kind.EMAIL:
            return rules.mask_email(self.value)
        return rules.mask_mobile(self.value) if self.kind == Kind.MOBILE else "votre adresse postale"

    @property
    def shown(self) -> str:
        """Write it as its owner reads it."""
        return rules.write_mobile(self.value) if self.kind == Kind.MOBILE else self.value

    @property
    def is_waiting(self) -> bool:
        """Say whether it has not taken effect yet."""
        return self.since > _now()


def give_contact(holder: Holder, kind: Kind, value: str, lines: tuple[str, ...] = ()) -> None:
    """Keep a contact that is known from elsewhere; codes go there until the person has verified her own."""
    _add(holder, Contact(int(kind), value, verified=False, since=_now(), lines=lines))


def verify_contact(holder: Holder, kind: Kind, value: str) -> tuple[Contact, ...]:
    """Keep a contact that a code has just verified; returns the old ones, who are to be told.

    The first takes effect at once, any further one after 72 hours.
    """
    old = tuple(each for each in list_contacts(holder.number) if each.kind == kind and each.verified)
    since = _now() + (DELAY_SECONDS if old else 0)
    for kept, contact in _held(holder.number):
        if contact.kind == kind and (contact.is_waiting or not contact.verified):
            store.take(holder.number, kept.id)
    _add(holder, Contact(int(kind), value, verified=True, since=since))
    return tuple(each for each in old if each.value != value)


def cancel_change(holder: Holder, kind: Kind) -> bool:
    """Give up a change that has not taken effect; False when there is none."""
    waiting = [kept for kept, contact in _held(holder.number) if contact.kind == kind and contact.is_waiting]
    return sum(store.take(holder.number, kept.id) for kept in waiting) > 0


def list_contacts(number: int, *, waiting: bool = False) -> list[Contact]:
    """List the contacts in force, one of each kind, or those that wait to be; a verified one before a given one."""
    found: dict[int, Contact] = {}
    for _, contact in sorted(_held(number), key=lambda held: (held[1].verified, held[1].since)):
        if contact.is_waiting == waiting:
            found[contact.kind] = contact
    return [found[kind] for kind in REACHABLE if kind in found]


def list_owners(kind: Kind, value: str) -> list[Holder]:
    """List whose verified contact this is, as of now; a family may share one."""
    held = store.list_found(kind, _blind(value))
    return [
        kept.holder
        for kept in held
        if any(each.value == value and each.verified for each in list_contacts(kept.holder.number) if each.kind == kind)
    ]


def _held(number: int) -> list[tuple[Kept, Contact]]:
    rows = [kept for kind in REACHABLE for kept in store.list_held(number, kind)]
    return [(kept, msgspec.msgpack.decode(kept.plain, type=Contact)) for kept in rows]


def _add(holder: Holder, contact: Contact) -> None:
    plain = msgspec.msgpack.encode(contact)
    store.add(holder, Kind(contact.kind), _blind(contact.value), plain, contact.since)


def _now() -> int:
    return clock.now_us() // 1_000_000


def _blind(value: str) -> bytes:
    return secrets.blind("contact", value)
