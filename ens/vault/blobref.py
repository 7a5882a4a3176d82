"""The reference to a blob that stands in a sealed body, with the blob's own key."""

import struct
from typing import Final, NamedTuple

_LAYOUT: Final = struct.Struct(">I32sQ32s")
REFERENCE_BYTES: Final = _LAYOUT.size


class BlobRef(NamedTuple):
    """One stored blob: the item version that it was stored for, its random key, size and SHA-256 of its plaintext."""

    version: int
    key: bytes
    size: int
    sha256: bytes

    def encode(self) -> bytes:
        """Write the reference as fixed bytes."""
        return _LAYOUT.pack(*self)

    @classmethod
    def decode(cls, raw: bytes) -> "BlobRef":
        """Read a reference back."""
        return cls(*_LAYOUT.unpack(raw))
