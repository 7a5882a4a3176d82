"""Entries: exact round trip, canonical bytes, ids."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ens.journal.entry import EPOCH_US, Entry, Outcome, Ref, decode, encode, entry_hash, entry_time, new_entry_id

text = st.text(st.characters(codec="utf-8"), max_size=20)
word = st.text(st.characters(codec="utf-8", exclude_characters="/"), max_size=10)
number = st.integers(0, 2**63 - 1)
refs = st.builds(
    Ref,
    kind=word,
    id=text,
    item=st.binary(min_size=10, max_size=10),
    version=st.integers(0, 2**31 - 1),
    digest=st.none() | st.binary(min_size=32, max_size=32),
)
entries = st.builds(
    Entry,
    space=st.integers(0, 2**48 - 1),
    id=number,
    at=st.integers(0, 4_102_444_800_000_000),
    nonce=st.binary(min_size=16, max_size=16),
    actor_kind=st.integers(1, 9),
    actor_number=number,
    actor_identifier=text,
    actor_name=text,
    action=text,
    outcome=st.sampled_from(Outcome),
    reasons=st.lists(text, max_size=3).map(tuple),
    refs=st.lists(refs, max_size=3).map(tuple),
    purpose=text,
    mode=text,
    detail=text,
)


@given(entries)
def test_an_entry_comes_back_exactly(entry: Entry) -> None:
    encoded = encode(entry)
    assert decode(encoded) == entry
    assert encode(decode(encoded)) == encoded


@given(entries)
def test_the_bytes_are_canonical_json(entry: Entry) -> None:
    encoded = encode(entry)
    canonical = json.dumps(json.loads(encoded), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert encoded.decode() == canonical


@given(st.integers(EPOCH_US, EPOCH_US + 2**51 - 1))
def test_an_id_carries_its_time_and_fits_the_column(now: int) -> None:
    entry_id = new_entry_id(now)
    assert entry_time(entry_id) == now
    assert 0 <= entry_id < 2**63


@given(entries, entries)
def test_different_entries_have_different_hashes(one: Entry, other: Entry) -> None:
    assert (entry_hash(encode(one)) == entry_hash(encode(other))) is (one == other)
