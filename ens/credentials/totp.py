"""Authenticator apps: the key is sealed, and a code serves once (RFC 6238 section 5.2)."""

import os

from ens.credentials import store
from ens.credentials.rules import totp as rules
from ens.credentials.store import Holder, Kind
from ens.gate import secrets
from ens.kernel import clock
from ens.kernel.errors import Invalid

WRONG_CODE = "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, puis tapez le code affiché maintenant."


def new_key() -> bytes:
    """Draw a key, to be shown once."""
    return os.urandom(rules.KEY_BYTES)


def is_code_of(key: bytes, code: str) -> bool:
    """Say whether a code comes from a key that is not kept yet."""
    return rules.step_of(key, code, _now()) is not None


def add_totp(holder: Holder, key: bytes, code: str) -> None:
    """Keep the key of an app, in the place of the last one; `Invalid` unless the app shows the right code."""
    step = rules.step_of(key, code, _now())
    if step is None:
        raise Invalid(WRONG_CODE, ("wrong_code",))
    store.clear(holder.number, Kind.TOTP)
    store.add(holder, Kind.TOTP, _blind(holder), key, step)


def has_totp(number: int) -> bool:
    """Say whether somebody uses an app."""
    return store.count(number, Kind.TOTP) > 0


def check_totp(number: int, code: str) -> bool:
    """Check a code; the step that it belongs to is used up with it, so of two at once one gets True."""
    for kept in store.list_held(number, Kind.TOTP):
        step = rules.step_of(kept.plain, code, _now())
        if step is not None and store.raise_mark(kept, step):
            return True
    return False


def remove_totp(number: int) -> bool:
    """Forget the app."""
    return store.clear(number, Kind.TOTP) > 0


def _now() -> int:
    return clock.now_us() // 1_000_000


def _blind(holder: Holder) -> bytes:
    return secrets.blind("totp", str(holder.number))
