"""What the journal needs of a key without knowing the vault."""

from typing import Protocol


class Sealer(Protocol):
    """Seals and opens small texts under one space's keys."""

    @property
    def term(self) -> int:
        """The key term that `seal` uses now."""
        ...

    def seal(self, plain: bytes, associated: bytes) -> bytes:
        """Encrypt under the current term; 12 bytes of nonce, then ciphertext and tag."""
        ...

    def open(self, term: int, sealed: bytes, associated: bytes) -> bytes:
        """Decrypt what was sealed under that term; raises `Tampered` when it does not fit."""
        ...


class Tampered(Exception):
    """A sealed value does not open under its key and place: altered, moved or truncated."""
