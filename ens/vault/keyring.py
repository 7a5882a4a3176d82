"""The keys of one space, ready for use: sealing by terms, blind tokens."""

import struct
from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ens.kernel.sealing import Tampered
from ens.vault import envelope

KEY_BYTES: Final = 32
FIRST_TERM: Final = 1


class UnknownTerm(Tampered):
    """The value names a key term that this keyring lacks: rotated since it was read (decide again), or altered."""


def derive(key: bytes, info: bytes, size: int = KEY_BYTES) -> bytes:
    """Derive a key for one use with HKDF-SHA256; keys are random already, so without salt."""
    return HKDF(SHA256(), size, None, info).derive(key)


class Keyring:
    """All key terms of one space; never changes, safe to share between threads.

    It is a `kernel.sealing.Sealer`: seals under the current term, opens what older terms sealed. Blind tokens come
    from the first term, so that they survive rotation.
    """

    __slots__ = ("_blind", "_ciphers", "_first", "space", "term")

    def __init__(self, space: int, terms: Mapping[int, bytes], current: int) -> None:
        self.space = space
        self.term = current
        self._ciphers = {
            term: AESGCM(derive(key, b"ens/seal/" + struct.pack(">QH", space, term))) for term, key in terms.items()
        }
        self._first = terms[FIRST_TERM]
        self._blind: HMAC | None = None  # its key is derived at the first token: a read needs none

    def seal(self, plain: bytes, associated: bytes) -> bytes:
        """Encrypt under the current term."""
        return envelope.seal(self._ciphers[self.term], plain, associated)

    def open(self, term: int, sealed: bytes, associated: bytes) -> bytes:
        """Decrypt what was sealed under that term; raises `Tampered`."""
        cipher = self._ciphers.get(term)
        if cipher is None:
            raise UnknownTerm
        return envelope.open_(cipher, sealed, associated)

    def token(self, text: bytes) -> int:
        """Turn a text into its blind token: 64 bits of HMAC-SHA256, signed as PostgreSQL's int8."""
        if self._blind is None:
            self._blind = keyed(derive(self._first, b"ens/blind/" + struct.pack(">Q", self.space)))
        return int.from_bytes(mac(self._blind, text)[:8], "big", signed=True)


def keyed(key: bytes) -> HMAC:
    """Set HMAC-SHA256 up under a key, once for many texts."""
    return HMAC(key, SHA256())


def mac(blank: HMAC, text: bytes) -> bytes:
    """Compute HMAC-SHA256 under a key that was set up: a copy of it costs less than half."""
    begun = blank.copy()
    begun.update(text)
    return begun.finalize()
