"""Merkle trees of RFC 6962 and RFC 9162 over SHA-256: growing, proving, verifying. Imports nothing of ours.

A subtree is named by (height, index): the 2**height leaves from index * 2**height on.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

# Fetches the hash of one complete subtree, by height and index.
Fetch = Callable[[int, int], bytes]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one hash per set bit of its size, largest subtree first."""

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or size.bit_count() != len(hashes):
            msg = "a frontier has one hash per set bit of its size"
            raise ValueError(msg)
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf: bytes, step: int = 0) -> list[tuple[int, int, bytes]]:
        """Add a leaf hash; tell the subtrees it completed whose height is a multiple of `step` (0: none)."""
        hashes = self.hashes
        value, size, height = leaf, self.size, 0
        self.size += 1
        completed: list[tuple[int, int, bytes]] = []
        while size & 1:
            value = sha256(b"\1" + hashes.pop() + value).digest()
            size >>= 1
            height += 1
            if step and not height % step:
                completed.append((height, size, value))
        hashes.append(value)
        return completed

    def root(self) -> bytes:
        """Hash the whole tree."""
        if not self.hashes:
            return EMPTY_ROOT
        value = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            value = node_hash(left, value)
        return value


def range_hash(start: int, end: int, fetch: Fetch) -> bytes:
    """Hash the leaves from `start` to `end` (excluded) as one subtree of a larger tree."""
    width = end - start
    if width.bit_count() == 1:
        height = width.bit_length() - 1
        return fetch(height, start >> height)
    middle = start + _split(width)
    return node_hash(range_hash(start, middle, fetch), range_hash(middle, end, fetch))


def inclusion_proof(index: int, size: int, fetch: Fetch) -> list[bytes]:
    """Prove that the leaf at `index` is in the tree of `size` leaves (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        msg = "the leaf is not in the tree"
        raise ValueError(msg)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_hash(middle, end, fetch))
            end = middle
        else:
            proof.append(range_hash(start, middle, fetch))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, fetch: Fetch) -> list[bytes]:
    """Prove that the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162, 2.1.4.1)."""
    if not 0 < old <= new:
        msg = "the older tree is empty or larger than the newer one"
        raise ValueError(msg)
    proof: list[bytes] = []
    start, end = 0, new
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(range_hash(middle, end, fetch))
            end = middle
        else:
            proof.append(range_hash(start, middle, fetch))
            start = middle
    if start:
        proof.append(range_hash(start, end, fetch))  # else it is the older root, which the verifier has
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Check a proof of inclusion, strictly (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(value) != HASH_BYTES for value in (leaf, root, *proof)):
        return False
    place, last, value = index, size - 1, leaf
    for step in proof:
        if not last:
            return False
        if place & 1 or place == last:
            value = node_hash(step, value)
            place, last = _climb_left(place, last)
        else:
            value = node_hash(value, step)
        place, last = place >> 1, last >> 1
    return not last and value == root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Check a proof of consistency between two trees, strictly (RFC 9162, 2.1.4.2). An empty tree proves nothing."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not proof or any(len(value) != HASH_BYTES for value in proof):
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for step in path[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            place, last = _climb_left(place, last)
        else:
            newer = node_hash(newer, step)
        place, last = place >> 1, last >> 1
    return not last and older == old_root and newer == new_root


def _split(width: int) -> int:
    """Tell the largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def _climb_left(place: int, last: int) -> tuple[int, int]:
    """Skip the levels at which the node on the right edge has no sibling."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
