"""One sealed value: AES-256-GCM under a random 96-bit nonce, bound to its exact place.

A sealed value is nonce (12 bytes), ciphertext, tag (16 bytes). The associated data names space, item, version and
part, so a value that is moved anywhere else does not open.
"""

import os
import struct
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ens.kernel.sealing import Tampered

NONCE_BYTES: Final = 12
OVERHEAD: Final = NONCE_BYTES + 16
_PLACE: Final = struct.Struct(">Q10sIB")


class Part(IntEnum):
    """Which part of an item or of a space a sealed value is; the number is in the associated data."""

    HEADER = 1
    BODY = 2
    SHARING = 3
    ENTRY = 4
    IDENTITY = 5
    BLOB = 6
    ACCOUNT = 7


def associated(space: int, item: bytes, version: int, part: Part) -> bytes:
    """Write the associated data of one place."""
    if len(item) != 10:
        msg = "an item is named by ten bytes"
        raise ValueError(msg)
    return _PLACE.pack(space, item, version, part)


def seal(cipher: AESGCM, plain: bytes, place: bytes) -> bytes:
    """Encrypt under a fresh nonce."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, place)


def open_(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    """Decrypt, or raise `Tampered` when key, place or bytes do not fit."""
    if len(sealed) < OVERHEAD:
        raise Tampered
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except InvalidTag:
        raise Tampered from None
