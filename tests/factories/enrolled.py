"""People with proofs of their own: a login name, a password, an app for codes and a verified address."""

import os
import secrets
import time
from dataclasses import dataclass

from ens.credentials import contacts, passwords, recovery, totp
from ens.credentials.rules.totp import STEP_SECONDS, code_at
from ens.credentials.store import Holder, Kind

PASSWORD = "Vélo-bleu7 sous la pluie"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who can sign in by herself; `codes` are her ten on paper."""

    holder: Holder
    login: str
    password: str
    key: bytes
    email: str
    codes: tuple[str, ...]

    def code(self, ahead: int = 0) -> str:
        """Give the code that her app shows now, or some steps from now."""
        return code_at(self.key, int(time.time()) // STEP_SECONDS + ahead)


def enrol(space: int, number: int, password: str = PASSWORD) -> Enrolled:
    """Give a person her own proofs; her app has shown a code a step ago, so that the present one is good."""
    holder, mark = Holder(space, number), secrets.token_hex(5)
    login, email, key = f"anna.essai-{mark}", f"anna-{mark}@exemple.fr", os.urandom(20)
    passwords.set_login(holder, login, passwords.hash_password(password))
    totp.add_totp(holder, key, code_at(key, int(time.time()) // STEP_SECONDS - 1))
    contacts.verify_contact(holder, Kind.EMAIL, email)
    return Enrolled(holder, login, password, key, email, recovery.new_codes(holder))
