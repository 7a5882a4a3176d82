"""Entries: exact round trip, canonical bytes, ids."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ens.journal.entry import (
    EPOCH_US,
    Entry,
    Outcome,
    Ref,
    decode,
    encode,
    entry_hash,
    entry_time,
    new_entry_id,
    new_nonce,
)

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


def test_the_bytes_are_those_of_the_format() -> None:
    entry = Entry(
        space=5,
        id=2**60,
        at=1_700_000_000_000_001,
        nonce=bytes(range(16)),
        actor_kind=2,
        actor_number=7,
        actor_identifier="899700000001",
        actor_name="Dr Martin",
        action="records:item:update",
        outcome=Outcome.ALLOWED,
        reasons=("treating",),
        refs=(Ref("Patient", "abc", b"i" * 10, 0), Ref("Binary", "d", b"j" * 10, 2, b"\xff" * 32)),
        purpose="TREAT",
        mode="emergency",
        detail="d",
    )
    assert encode(entry).decode() == (
        '{"action":"records:item:update",'
        '"actor":{"identifier":"899700000001","kind":2,"name":"Dr Martin","number":"7"},'
        '"at":"2023-11-14T22:13:20.000001Z","detail":"d","id":"1152921504606846976","mode":"emergency",'
        '"nonce":"AAECAwQFBgcICQoLDA0ODw","outcome":"allowed","purpose":"TREAT","reasons":["treating"],'
        '"refs":[{"item":"69696969696969696969","ref":"Patient/abc"},'
        '{"item":"6a6a6a6a6a6a6a6a6a6a","ref":"Binary/d","sha256":"' + "ff" * 32 + '","version":2}],"space":"5"}'
    )


def test_ids_count_from_2020() -> None:
    assert datetime(2020, 1, 1, tzinfo=UTC).timestamp() * 1_000_000 == EPOCH_US
    assert new_entry_id(EPOCH_US) < 2**12 <= new_entry_id(EPOCH_US + 1)


def test_every_random_bit_of_an_id_varies() -> None:
    drawn = [new_entry_id(EPOCH_US) for _ in range(1000)]
    ones, zeros = 0, 0
    for each in drawn:
        ones |= each
        zeros |= ~each & 0xFFF
    assert ones == zeros == 0xFFF


def test_a_nonce_has_128_bits_and_comes_once() -> None:
    drawn = {new_nonce() for _ in range(100)}
    assert len(drawn) == 100
    assert {len(each) for each in drawn} == {16}
