"""A leaf is 96 bytes in a fixed order, and nothing that has no such bytes becomes one."""

from hashlib import sha256

import pytest

from ens.journal.leaf import NO_LEAF, leaf_data, leaf_hash

PREV, HASH = bytes(range(32)), bytes(range(32, 64))
MOST = (1 << 64) - 1


def test_the_bytes_are_those_of_the_format() -> None:
    data = leaf_data(1, 2, 3, 4, PREV, HASH)
    assert data == b"".join(number.to_bytes(8, "big") for number in (1, 2, 3, 4)) + PREV + HASH
    assert leaf_hash(data) == sha256(b"\0" + data).digest()
    assert bytes(32) == NO_LEAF


@pytest.mark.parametrize("place", range(4))
def test_numbers_fill_64_bits_without_a_sign(place: int) -> None:
    def leaf(number: int) -> bytes:
        tx, space, entry, seq = (number if at == place else 0 for at in range(4))
        return leaf_data(tx, space, entry, seq, PREV, HASH)

    assert leaf(MOST)[place * 8 :][:8] == b"\xff" * 8
    for number in (-1, MOST + 1):
        with pytest.raises(ValueError, match="64 bits"):
            leaf(number)


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33)])
def test_a_hash_of_another_length_is_refused_on_either_side(wrong: bytes) -> None:
    for prev, entry_hash in ((wrong, HASH), (PREV, wrong), (wrong, wrong)):
        with pytest.raises(ValueError, match="32 bytes"):
            leaf_data(1, 2, 3, 4, prev, entry_hash)
