"""Public ids: one AES block over space and item, as 26 characters of base32.

The id routes to its space without a look-up and tells nothing of time, order or person. Another key makes
another, unrelated id for the same thing, so that one app's ids are useless to another.
"""

import os
import threading
from collections.abc import Callable
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

SPACE_BYTES = 6
ITEM_BYTES = 10
TEXT_LENGTH = 26
NO_ITEM = bytes(ITEM_BYTES)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_KEPT = 1024
_SPARE_BITS = TEXT_LENGTH * 5 - (SPACE_BYTES + ITEM_BYTES) * 8
# Three characters at a time, and `int` for the way back: the standard library's base32 is several times slower, and a
# list of fifty writes a hundred ids.
_TRIPLES = [first + second + third for first in _ALPHABET for second in _ALPHABET for third in _ALPHABET]
_SHIFTS = range(TEXT_LENGTH * 5 - 10, -1, -15)  # the last triple is one character too long
_TO_DIGITS = bytes.maketrans(_ALPHABET.encode(), b"0123456789abcdefghijklmnopqrstuv")
_STRANGE = bytes(set(range(256)) - set(_ALPHABET.encode()))
HOUSE = 0  # the house's own space
NOWHERE = (1 << 8 * SPACE_BYTES) - 1  # no space has this number: where what is unknown leads


def new_item() -> bytes:
    """Draw 80 random bits that name an item inside its space."""
    return os.urandom(ITEM_BYTES)


def new_space() -> int:
    """Draw the 48-bit number of a space, never one of the two that have a meaning of their own."""
    space = int.from_bytes(os.urandom(SPACE_BYTES), "big")
    return new_space() if space in {HOUSE, NOWHERE} else space


class IdCodec:
    """Turns (space, item) into a public id and back under one 16-byte key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.AES128(key), modes.ECB())  # noqa: S305  one block, no repetition to hide
        self._local = threading.local()
        # A list names each item twice, in its entry and in its answer.
        self.encode: Callable[[int, bytes], str] = lru_cache(_KEPT)(self._encode)

    def _contexts(self) -> tuple[CipherContext, CipherContext]:
        try:
            pair: tuple[CipherContext, CipherContext] = self._local.pair
        except AttributeError:
            pair = self._local.pair = (self._cipher.encryptor(), self._cipher.decryptor())
        return pair

    def _encode(self, space: int, item: bytes) -> str:
        """Write the public id of an item; the item of ten zero bytes is the space itself (its Patient)."""
        block = self._contexts()[0].update(space.to_bytes(SPACE_BYTES, "big") + item)
        number = int.from_bytes(block, "big") << _SPARE_BITS + 5
        return "".join([_TRIPLES[number >> shift & 0x7FFF] for shift in _SHIFTS])[:TEXT_LENGTH]

    def decode(self, text: str) -> tuple[int, bytes] | None:
        """Read a public id back; None for anything that `encode` cannot have written."""
        raw = text.encode("utf-8", "replace")
        if len(raw) != TEXT_LENGTH or raw.translate(None, _STRANGE) != raw:
            return None
        number = int(raw.translate(_TO_DIGITS), 32)
        if number & (1 << _SPARE_BITS) - 1:
            return None  # the spare bits must be zero: one thing has one id
        block = (number >> _SPARE_BITS).to_bytes(SPACE_BYTES + ITEM_BYTES, "big")
        plain = self._contexts()[1].update(block)
        return int.from_bytes(plain[:SPACE_BYTES], "big"), plain[SPACE_BYTES:]
