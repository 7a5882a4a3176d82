"""Proofs that fit by accident: places outside the tree and values of a wrong length are refused all the same."""

import pytest

from ens.journal.read import open_entry
from ens.journal.tree import Frontier, node_hash, verify_consistency, verify_inclusion
from ens.kernel.sealing import Tampered
from tests.journal.small_house import OneSealer

pytestmark = pytest.mark.threat("T-04")

LEAF = bytes(range(32))


def test_the_only_leaf_of_a_tree_is_its_root() -> None:
    assert verify_inclusion(LEAF, 0, 1, [], LEAF)


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 1), (0, 0), (1, 0), (5, 1)])
def test_no_leaf_stands_outside_the_tree(index: int, size: int) -> None:
    assert verify_inclusion(LEAF, index, size, [], LEAF) is False


@pytest.mark.parametrize("value", [b"", LEAF[:31], LEAF + b"\0"])
def test_a_value_of_another_length_is_no_hash(value: bytes) -> None:
    assert not verify_inclusion(value, 0, 1, [], value)


@pytest.mark.parametrize(("space", "entry"), [(-1, 5), (5, -1)])
def test_a_place_that_the_house_does_not_have_holds_no_entry(space: int, entry: int) -> None:
    with pytest.raises(Tampered):
        open_entry(OneSealer(), space, entry, 1, b"", b"")


def test_a_proof_longer_than_the_tree_is_high_is_refused() -> None:
    step = bytes(32)
    assert verify_inclusion(LEAF, 0, 1, [step], node_hash(step, LEAF)) is False


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (-1, 1), (2, 1)])
def test_no_tree_grows_from_nothing_or_backwards(old: int, new: int) -> None:
    assert verify_consistency(old, LEAF, new, LEAF, []) is False


@pytest.mark.parametrize("step", [b"", LEAF[:31], LEAF + b"\0"])
def test_a_step_of_another_length_is_no_hash(step: bytes) -> None:
    assert verify_consistency(1, LEAF, 2, node_hash(LEAF, step), [step]) is False
    assert verify_consistency(1, LEAF, 2, node_hash(LEAF, LEAF), []) is False


def test_a_proof_of_growth_longer_than_the_tree_is_high_is_refused() -> None:
    third, fourth, first_two, more = (bytes([number]) * 32 for number in range(4))
    older, newer = node_hash(first_two, third), node_hash(first_two, node_hash(third, fourth))
    assert verify_consistency(3, older, 4, newer, [third, fourth, first_two])
    too_long = [third, fourth, first_two, more]
    assert verify_consistency(3, node_hash(more, older), 4, node_hash(more, newer), too_long) is False


def test_no_tree_has_a_negative_size() -> None:
    with pytest.raises(ValueError, match="one hash per"):
        Frontier(-1, [LEAF])
