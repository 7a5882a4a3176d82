"""What the journal and the audits are told of a version: its digest, its file, the day and size in its row."""

import struct
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from ens.kernel.receipt import Receipt
from ens.kernel.sealing import Tampered
from ens.policy.facts import Header
from ens.vault import blind, boxes
from ens.vault.blobref import BlobRef
from ens.vault.keyring import Keyring

Journalled = Callable[[int], Receipt]

ITEM = b"i" * 10
HEADER = Header("DocumentReference", 1_700_000_000_000_000, 1_700_000_000_000_001, 7, title="Compte rendu")
BLOB = BlobRef(1, b"k" * 32, 150_000, b"2" * 32)
SEARCH = (("code", "11488-4"), ("status", "current"))
CAMILLE = Keyring(5, {1: b"a" * 32}, 1)
BARE = boxes.Draft(ITEM, 3, HEADER, b'{"a":1}')
FULL = boxes.Draft(ITEM, 3, HEADER, b'{"a":1}', SEARCH, BLOB)


@pytest.mark.parametrize(("draft", "start"), [(BARE, b"\0"), (FULL, b"\2" + BLOB.encode())])
def test_the_digest_is_made_as_documented(draft: boxes.Draft, start: bytes) -> None:
    tokens = sorted(blind.token(CAMILLE, *words) for words in draft.search)
    header = msgspec.msgpack.encode(HEADER)
    month = blind.month(CAMILLE, "DocumentReference", 2023 * 12 + 10)
    kind = blind.kind(CAMILLE, "DocumentReference")
    numbers = struct.pack(f">{3 + len(tokens)}q", kind, month, len(header), *tokens)
    assert boxes.digest(CAMILLE, draft) == sha256(numbers + header + start + draft.resource).digest()


@pytest.mark.parametrize("draft", [BARE, FULL])
def test_a_stored_row_has_the_digest_of_its_draft(journalled: Journalled, draft: boxes.Draft) -> None:
    sealed = boxes.seal_item(CAMILLE, journalled(5), draft)
    told = boxes.digest(CAMILLE, draft)
    assert boxes.digest_row(CAMILLE, sealed) == told
    changes: tuple[dict[str, Any], ...] = ({"kind": 1}, {"month": 1}, {"tokens": [*sealed.tokens, 1]})
    for change in changes:
        assert boxes.digest_row(CAMILLE, sealed._replace(**change)) != told
    places: tuple[dict[str, Any], ...] = ({"item": b"j" * 10}, {"version": 2}, {"space": 6}, {"header": sealed.body})
    for change in (*places, {"body": sealed.header}, {"key_term": 2}):
        with pytest.raises(Tampered):
            boxes.digest_row(CAMILLE, sealed._replace(**change))
        with pytest.raises(Tampered):
            boxes.file_facts(CAMILLE, sealed._replace(**change))


def test_the_file_of_a_row_is_told_with_the_time_of_the_row(journalled: Journalled) -> None:
    bare, full = (boxes.seal_item(CAMILLE, journalled(5), draft) for draft in (BARE, FULL))
    assert boxes.file_facts(CAMILLE, bare) == (None, HEADER.updated)
    assert boxes.file_facts(CAMILLE, full) == (150_000, HEADER.updated)


def test_a_row_has_day_and_size_of_its_file_alone(journalled: Journalled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "today", lambda: date(2026, 11, 22))
    bare = boxes.seal_item(CAMILLE, journalled(5), BARE, date(2026, 11, 20))
    assert (bare.blob_day, bare.blob_size) == (None, 0)
    now = boxes.seal_item(CAMILLE, journalled(5), FULL)
    assert (now.blob_day, now.blob_size) == (date(2026, 11, 22), 150_000)
    then = boxes.seal_item(CAMILLE, journalled(5), FULL, date(2026, 11, 20))
    assert then.blob_day == date(2026, 11, 20)
