"""Codes of an authenticator app: six digits, thirty seconds, SHA-1 (RFC 6238, as every app reads it)."""

import base64
import hmac
from typing import Final
from urllib.parse import quote

STEP_SECONDS: Final = 30
DIGITS: Final = 6
KEY_BYTES: Final = 20
DRIFT: Final = 1  # steps before and after, for clocks that are not right


def code_at(key: bytes, step: int) -> str:
    """Compute the code of one step (RFC 4226 section 5.3)."""
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(key: bytes, code: str, now: int) -> int | None:
    """Tell which step a code belongs to, near an instant; every one near is computed, whichever fits."""
    here, found = now // STEP_SECONDS, None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code_at(key, step).encode(), code.encode()):
            found = step
    return found


def write_key(key: bytes) -> str:
    """Write a key as people type it: base32 in groups of four."""
    text = base64.b32encode(key).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_of(key: bytes, service: str) -> str:
    """Write the address that an app reads from a picture; it names the service alone, never a person."""
    name = quote(service)
    secret = base64.b32encode(key).decode()
    return f"otpauth://totp/{name}?secret={secret}&issuer={name}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}"
