"""One leaf of the tree: an entry's place in the house's order and in its space's chain. Imports nothing of ours."""

import struct
from hashlib import sha256
from typing import Final

NO_LEAF: Final = bytes(32)  # what the first leaf of a space names as its predecessor
_DATA: Final = struct.Struct(">QQQQ32s32s")
HASH_BYTES: Final = 32


def leaf_data(tx: int, space: int, entry: int, space_seq: int, prev: bytes, entry_hash: bytes) -> bytes:
    """Write the 96 bytes of a leaf; ValueError for values that no leaf can have."""
    if len(prev) != HASH_BYTES or len(entry_hash) != HASH_BYTES:
        msg = "a hash has 32 bytes"
        raise ValueError(msg)
    try:
        return _DATA.pack(tx, space, entry, space_seq, prev, entry_hash)
    except struct.error as error:
        msg = "a number of a leaf has 64 bits and no sign"
        raise ValueError(msg) from error


def leaf_hash(data: bytes) -> bytes:
    """Hash a leaf (RFC 9162, 2.1.1)."""
    return sha256(b"\0" + data).digest()
