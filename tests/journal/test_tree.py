"""The tree against public vectors, and against the definition of RFC 9162 written naively."""

import base64
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.journal.tree import (
    EMPTY_ROOT,
    Fetch,
    Frontier,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)

# From https://github.com/transparency-dev/merkle (Apache 2.0, LICENSE beside): one line a file, no descriptions.
VECTORS = json.loads((Path(__file__).parent / "vectors" / "rfc9162.json").read_text())


def naive(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + naive(leaves[:split]) + naive(leaves[split:])).digest()


def leaves_of(size: int) -> list[bytes]:
    return [sha256(b"\0" + number.to_bytes(4, "big")).digest() for number in range(size)]


def fetcher(leaves: list[bytes]) -> Fetch:
    return lambda height, index: naive(leaves[index << height : (index + 1) << height])


def flip(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(value)] ^= 1 << bit % 8
    return bytes(changed)


@given(st.integers(0, 300), st.sampled_from((0, 1, 2, 8)))
def test_the_frontier_grows_to_the_root_of_the_definition(size: int, step: int) -> None:
    leaves, frontier = leaves_of(size), Frontier()
    for leaf in leaves:
        for height, index, value in frontier.append(leaf, step):
            assert step
            assert height % step == 0
            assert value == naive(leaves[index << height : (index + 1) << height])
    assert frontier.root() == naive(leaves)
    assert Frontier(size, frontier.hashes).root() == naive(leaves)
    assert size or frontier.root() == EMPTY_ROOT


@pytest.mark.parametrize(("step", "heights"), [(0, ()), (1, range(1, 10)), (2, (2, 4, 6, 8)), (8, (8,))])
def test_the_frontier_tells_every_subtree_of_the_heights_asked_for_once(step: int, heights: Sequence[int]) -> None:
    frontier, told = Frontier(), []
    for leaf in leaves_of(600):
        told += frontier.append(leaf, step)
    places = [(height, index) for height, index, _ in told]
    assert sorted(places) == [(height, index) for height in heights for index in range(600 >> height)]


def test_who_asks_for_no_subtree_is_told_none() -> None:
    frontier = Frontier()
    assert [frontier.append(leaf) for leaf in leaves_of(4)] == [[]] * 4


def test_a_frontier_needs_one_hash_per_bit() -> None:
    with pytest.raises(ValueError, match="one hash per"):
        Frontier(3, [bytes(32)])


@given(st.data())
def test_every_inclusion_proof_holds_and_no_bit_of_it_may_change(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root, proof = naive(leaves), inclusion_proof(index, size, fetcher(leaves))
    assert verify_inclusion(leaves[index], index, size, proof, root)
    bit = data.draw(st.integers(0, 255))
    assert not verify_inclusion(flip(leaves[index], bit), index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, proof, flip(root, bit))
    assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
    other = data.draw(st.integers(0, size + 3))
    assert other == index or not verify_inclusion(leaves[index], other, size, proof, root)
    if proof:
        which = data.draw(st.integers(0, len(proof) - 1))
        changed = [flip(step, bit) if place == which else step for place, step in enumerate(proof)]
        assert not verify_inclusion(leaves[index], index, size, changed, root)
        assert not verify_inclusion(leaves[index], index, size, proof[:-1], root)


@given(st.data())
def test_every_consistency_proof_holds_and_no_bit_of_it_may_change(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, new))
    leaves = leaves_of(new)
    old_root, new_root = naive(leaves[:old]), naive(leaves)
    proof = consistency_proof(old, new, fetcher(leaves))
    assert verify_consistency(old, old_root, new, new_root, proof)
    bit = data.draw(st.integers(0, 255))
    assert not verify_consistency(old, flip(old_root, bit), new, new_root, proof)
    assert not verify_consistency(old, old_root, new, flip(new_root, bit), proof)
    assert not verify_consistency(old, old_root, new, new_root, [*proof, old_root])
    if proof:
        which = data.draw(st.integers(0, len(proof) - 1))
        changed = [flip(step, bit) if place == which else step for place, step in enumerate(proof)]
        assert not verify_consistency(old, old_root, new, new_root, changed)
        assert not verify_consistency(old, old_root, new, new_root, proof[:-1])


def test_there_is_no_proof_of_what_is_not_there() -> None:
    fetch = fetcher(leaves_of(3))
    for index, size in ((3, 3), (-1, 3), (0, 0)):
        with pytest.raises(ValueError, match="not in the tree"):
            inclusion_proof(index, size, fetch)
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="older tree"):
            consistency_proof(old, new, fetch)


def b64(text: str) -> bytes:
    return base64.b64decode(text)


def proof_of(vector: dict[str, Any]) -> list[bytes]:
    return [b64(step) for step in vector["proof"] or []]


def test_inclusion_vectors() -> None:
    for name, vector in VECTORS["inclusion"].items():
        found = verify_inclusion(
            b64(vector["leafHash"]), vector["leafIdx"], vector["treeSize"], proof_of(vector), b64(vector["root"])
        )
        assert found is not vector["wantErr"], name


def test_consistency_vectors() -> None:
    for name, vector in VECTORS["consistency"].items():
        found = verify_consistency(
            vector["size1"], b64(vector["root1"]), vector["size2"], b64(vector["root2"]), proof_of(vector)
        )
        assert found is not vector["wantErr"], name


def test_a_leaf_of_a_subtree_is_a_leaf_of_a_tree_that_starts_there() -> None:
    for name, vector in VECTORS["subtreeinclusion"].items():
        found = verify_inclusion(
            b64(vector["leafHash"]),
            vector["leafIdx"] - vector["start"],
            vector["end"] - vector["start"],
            proof_of(vector),
            b64(vector["root"]),
        )
        assert found is not vector["wantErr"], name


def test_a_subtree_at_the_start_is_an_older_tree() -> None:
    for name, vector in VECTORS["subtreeconsistency"].items():
        if vector["start"] or not vector["end"]:
            continue  # proofs about subtrees elsewhere, or about nothing, are not made here
        found = verify_consistency(
            vector["end"], b64(vector["root1"]), vector["size"], b64(vector["root2"]), proof_of(vector)
        )
        assert found is not vector["wantErr"], name
