"""Getting a first access: who a card names, whether she may open her space here, and opening it with two factors."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from ens.credentials import contacts, limits, passkeys, passwords, recovery, totp
from ens.credentials.rules import windows
from ens.credentials.store import Holder, Kind, count
from ens.enrolment import cards, rules
from ens.enrolment.rules import Card
from ens.enrolment.steps import Steps
from ens.gate import doorstep
from ens.gate.house import database
from ens.gate.people import get_birth_date, name_of, resolve
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.kernel.errors import NotFound
from ens.kernel.identifiers import INS_OIDS, compute_ins_key
from ens.policy.facts import SpaceState
from ens.registry import people, spaces
from ens.web import dates

BY_THE_PERSON: Final = "soi-même"
BY_REPRESENTATIVE: Final = "représentant"
_OPENING: Final = frozenset({SpaceState.ANNOUNCED, SpaceState.CREATED, SpaceState.ACTIVATED, SpaceState.OPPOSED})


class Standing(StrEnum):
    """What somebody who has proven who she is finds: told to nobody else."""

    MAY_OPEN = "may-open"
    EXISTS = "exists"
    DECEASED = "deceased"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whom a card names, as the next pages need her."""

    space: int
    number: int
    name: str
    age: int

    @property
    def holder(self) -> Holder:
        """Tell whose proofs these will be."""
        return Holder(self.space, self.number)

    @property
    def is_minor(self) -> bool:
        """Say whether she has a legal representative."""
        return rules.is_minor(self.age)


class Second(NamedTuple):
    """The second factor that somebody has chosen and proven: an app's key with a code, a passkey, or paper alone."""

    key: bytes = b""
    code: str = ""
    passkey: tuple[bytes, int] | None = None
    name: str = ""

    @property
    def methods(self) -> str:
        """Name it as a session does."""
        if self.passkey is not None:
            return "passkey"
        return "password otp" if self.key else "password recovery"


def identify(card: Card, address: str) -> list[int]:
    """List whose spaces a card names; a wrong card is written down in the house's own history, without its numbers."""
    limits.spend(windows.IDENTIFY_ADDRESS, address)
    limits.spend(windows.IDENTIFY_CARD, card.number, address)
    limits.spend(windows.IDENTIFY_NUMBER, card.number)
    found = cards.find_spaces(card)
    if not found:
        doorstep.note(Action.ACCOUNTS_CREDENTIAL_ADD, refused="wrong_proof")
    return found


def describe(space: int, today: date) -> Someone:
    """Describe the person of a space to whom a card has led; raises NotFound once it is erased."""
    row = people.find_by_space(database(), space)
    if row is None:
        raise NotFound
    age = rules.age_on(get_birth_date(space).isoformat(), today)
    return Someone(space, row.number, name_of(row.number), age)


def judge(space: int, number: int) -> Standing:
    """Tell what somebody who has proven who she is finds."""
    if cards.is_deceased(space):
        return Standing.DECEASED
    found = spaces.find_state(database(), space)
    if found is None or SpaceState(found[0]) not in _OPENING:
        return Standing.SHUT
    return Standing.EXISTS if count(number, Kind.LOGIN) else Standing.MAY_OPEN


def personal_words(steps: Steps) -> tuple[str, ...]:
    """List what a password must not contain: names, birth date, number, login name, contacts."""
    born = get_birth_date(steps.space)
    dates = (f"{born:%d%m%Y}", f"{born:%d%m%y}", f"{born:%Y%m%d}", f"{born:%Y}")
    return (name_of(steps.number), *dates, steps.card, steps.login, steps.email, steps.mobile.removeprefix("+33"))


def open_account(steps: Steps, second: Second) -> tuple[str, ...]:
    """Give somebody her credentials, all at once, and open her space; returns ten codes for the day all else is lost.

    `Conflict` when the login name was taken meanwhile, `Invalid` when the second factor is not proven.
    """
    holder, codes = Holder(steps.space, steps.number), recovery.draw_codes()
    with transaction.atomic(durable=True):
        passwords.set_login(holder, steps.login, steps.hash)
        if second.key:
            totp.add_totp(holder, second.key, second.code)
        elif second.passkey is not None:
            passkeys.keep_passkey(holder, *second.passkey, second.name)
        recovery.keep_codes(holder, codes)
        for kind, value in ((Kind.EMAIL, steps.email), (Kind.MOBILE, steps.mobile)):
            if value:
                contacts.verify_contact(holder, kind, value)
    activate(steps.space)
    actor = Actor(ActorKind.PERSON, steps.number)
    doorstep.note(Action.ACCOUNTS_CREDENTIAL_ADD, steps.space, actor, right="own_space", detail=second.methods)
    return codes


def activate(space: int) -> None:
    """Open a space that was announced, created or refused before."""
    found = spaces.find_state(database(), space)
    if found is not None and found[0] != SpaceState.ACTIVATED:
        import_string(settings.ENS_LIFE["activate"])(space)


def represent(steps: Steps, representative: int) -> None:
    """Open a child's space to the person of another space, who has stated that she is his legal representative."""
    activate(steps.space)
    import_string(settings.ENS_LIFE["represent"])(steps.space, representative)


def is_own_card(space: int, card_number: str) -> bool:
    """Say whether a card's number is that of the person of a space."""
    matricule = card_number + compute_ins_key(card_number)
    return any(resolve(oid, matricule) == space for oid in INS_OIDS)


def oppose(space: int) -> None:
    """Refuse a space before it opens (L.1111-13-1 CSP)."""
    import_string(settings.ENS_LIFE["oppose"])(space)


def may_oppose(space: int) -> bool:
    """Say whether a space can still be refused: it is announced, and not open yet."""
    found = spaces.find_state(database(), space)
    return found is not None and found[0] == SpaceState.ANNOUNCED


def today() -> date:
    """Tell today's date where people are."""
    return dates.today()
