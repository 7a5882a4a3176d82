"""Proofs that fit by accident: places outside the tree and values of a wrong length are refused all the same."""

import pytest

from ens.journal.tree import verify_inclusion

LEAF = bytes(range(32))


def test_the_only_leaf_of_a_tree_is_its_root() -> None:
    assert verify_inclusion(LEAF, 0, 1, [], LEAF)


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 1), (0, 0), (1, 0), (5, 1)])
def test_no_leaf_stands_outside_the_tree(index: int, size: int) -> None:
    assert not verify_inclusion(LEAF, index, size, [], LEAF)


@pytest.mark.parametrize("value", [b"", LEAF[:31], LEAF + b"\0"])
def test_a_value_of_another_length_is_no_hash(value: bytes) -> None:
    assert not verify_inclusion(value, 0, 1, [], value)
