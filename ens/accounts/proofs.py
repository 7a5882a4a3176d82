"""What opens somebody's notebook, beside public sign-in: added, changed and removed by herself, and told to her.

Whoever signs in with a password keeps a second factor: a password alone opens nothing here.
"""

from typing import Final, NamedTuple

from django.db import transaction

from ens.accounts.devices import end_others
from ens.accounts.telling import holder_of, note, personal_words, tell_proof_changed
from ens.credentials import limits, passkeys, passwords, recovery, totp
from ens.credentials.passkeys import Named
from ens.credentials.rules import passwords as password_rules
from ens.credentials.rules import windows
from ens.gate.house import database
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, Invalid
from ens.postgres.statements import Statement
from ens.registry.sessions import Session

_ADD, _REMOVE = Action.ACCOUNTS_CREDENTIAL_ADD, Action.ACCOUNTS_CREDENTIAL_REMOVE
_ALONE: Final = Statement("SELECT pg_advisory_xact_lock($1::int8)")  # of two removals at once, one sees the other
LAST: Final = "Gardez au moins un second moyen à côté de votre mot de passe : ajoutez-en un autre d’abord."
NOT_HERS: Final = "Ce n’est pas votre mot de passe actuel."


class Proofs(NamedTuple):
    """What opens the notebook of one person, as she sees it."""

    login: str
    passkeys: list[Named]
    app: bool
    codes: int


def list_proofs(number: int) -> Proofs:
    """List somebody's own ways of signing in."""
    return Proofs(
        passwords.find_login(number),
        passkeys.list_passkeys(number),
        totp.has_totp(number),
        recovery.count_codes(number),
    )


def add_passkey(session: Session, ticket: str, answer: str, name: str) -> None:
    """Keep a passkey that her browser has made."""
    holder = holder_of(session)
    data, counter = passkeys.read_registration(ticket, answer, session.number)
    with transaction.atomic(durable=True):
        passkeys.keep_passkey(holder, data, counter, name)
        note(session, _ADD, "passkey")
    tell_proof_changed(session, "Une clé d’accès vient d’être ajoutée.")


def add_app(session: Session, key: bytes, code: str) -> None:
    """Keep the key of an authenticator app, in the place of the last one."""
    with transaction.atomic(durable=True):
        totp.add_totp(holder_of(session), key, code)
        note(session, _ADD, "otp")
    tell_proof_changed(session, "Une application de codes vient d’être ajoutée.")


def new_codes(session: Session) -> tuple[str, ...]:
    """Draw ten recovery codes; those from before open nothing any more."""
    with transaction.atomic(durable=True):
        codes = recovery.new_codes(holder_of(session))
        note(session, _ADD, "recovery")
    tell_proof_changed(session, "De nouveaux codes de secours viennent d’être tirés ; les anciens ne valent plus rien.")
    return codes


def remove_passkey(session: Session, passkey: str) -> None:
    """Forget a passkey; `Conflict` when nothing would be left beside a password."""
    with transaction.atomic(durable=True):
        _ALONE.one(database(), session.number)
        if not passkeys.remove_passkey(session.number, passkey):
            raise Invalid("Cette clé d’accès n’est plus là.", ("unknown",))
        _check_something_left(session.number)
        note(session, _REMOVE, "passkey")
    tell_proof_changed(session, "Une clé d’accès vient d’être retirée.")


def remove_app(session: Session) -> None:
    """Forget the authenticator app; `Conflict` when nothing would be left beside a password."""
    with transaction.atomic(durable=True):
        _ALONE.one(database(), session.number)
        if not totp.remove_totp(session.number):
            raise Invalid("L’application de codes n’est plus là.", ("unknown",))
        _check_something_left(session.number)
        note(session, _REMOVE, "otp")
    tell_proof_changed(session, "L’application de codes vient d’être retirée.")


def change_password(session: Session, old: str, new: str) -> None:
    """Change her password, which she knows; every other device is signed out."""
    limits.spend(windows.SECOND_FACTOR, str(session.number))
    if not passwords.is_own_password(session.number, old):
        note(session, _ADD, "password", refused="wrong_proof")
        raise Invalid(NOT_HERS, ("wrong_proof",))
    fault = password_rules.find_fault(password_rules.read_password(new), personal_words(session))
    if fault:
        raise Invalid(fault, ("password_weak",))
    with transaction.atomic(durable=True):
        passwords.change_password(session.number, new)
        note(session, _ADD, "password")
    limits.refund(windows.SECOND_FACTOR, str(session.number))
    end_others(session)
    tell_proof_changed(session, "Votre mot de passe vient de changer.")


def _check_something_left(number: int) -> None:
    left = list_proofs(number)
    if left.login and not (left.passkeys or left.app or left.codes):
        raise Conflict(LAST, ("last_second_factor",))
