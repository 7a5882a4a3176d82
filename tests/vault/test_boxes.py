"""Boxes open against a receipt, in their own place only."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.kernel.receipt import Receipt, issue
from ens.kernel.sealing import Tampered
from ens.policy.facts import Header, Sharing
from ens.vault import blind, boxes
from ens.vault.blobref import BlobRef
from ens.vault.envelope import Part, associated
from ens.vault.items import HeaderRow, Row, SealedItem
from ens.vault.keyring import Keyring

ITEM = b"i" * 10
HEADER = Header(
    "DocumentReference", 1_700_000_000_000_000, 1_700_000_000_000_001, 7, title="Compte rendu", type="11488-4"
)
DRAFT = boxes.Draft(
    ITEM, 1, HEADER, b'{"resourceType":"DocumentReference"}', (("code", "11488-4"), ("status", "current"))
)
BLOB = BlobRef(1, b"k" * 32, 150_000, b"2" * 32)
CAMILLE = Keyring(5, {1: b"a" * 32}, 1)
NEIGHBOUR = Keyring(6, {1: b"b" * 32}, 1)
TWIN = Keyring(6, {1: b"a" * 32}, 1)  # the same key bytes under another space's number

Journalled = Callable[[int], Receipt]


def _row(sealed: SealedItem, **changed: Any) -> Row:
    return Row(sealed.item, sealed.version, sealed.key_term, sealed.header, sealed.body)._replace(**changed)


def test_an_item_opens(journalled: Journalled) -> None:
    row = _row(boxes.seal_item(CAMILLE, journalled(5), DRAFT))
    assert boxes.open_header(CAMILLE, row) == HEADER
    assert boxes.open_header(CAMILLE, HeaderRow(*row[:4])) == HEADER
    assert boxes.open_body(CAMILLE, journalled(5), row) == (DRAFT.resource, None)


def test_a_blob_reference_stands_in_the_sealed_body(journalled: Journalled) -> None:
    draft = boxes.Draft(ITEM, 1, HEADER, b"{}", blob=BLOB)
    sealed = boxes.seal_item(CAMILLE, journalled(5), draft, date(2026, 11, 22))
    assert boxes.open_body(CAMILLE, journalled(5), _row(sealed)) == (b"{}", BLOB)
    assert (sealed.blob_day, sealed.blob_size) == (date(2026, 11, 22), 150_000)
    assert BLOB.key not in sealed.body


BLOBS = st.builds(
    BlobRef,
    st.integers(1, 9),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**40),
    st.binary(min_size=32, max_size=32),
)


@given(st.binary(max_size=200), st.none() | BLOBS)
def test_any_body_comes_back(resource: bytes, blob: BlobRef | None) -> None:
    from_journal = issue(5, 1)
    sealed = boxes.seal_item(CAMILLE, from_journal, boxes.Draft(ITEM, 1, HEADER, resource, blob=blob))
    assert boxes.open_body(CAMILLE, from_journal, _row(sealed)) == (resource, blob)


@pytest.mark.parametrize("change", [{"item": b"j" * 10}, {"version": 2}, {"key_term": 2}])
def test_a_row_moved_elsewhere_does_not_open(journalled: Journalled, change: dict[str, Any]) -> None:
    row = _row(boxes.seal_item(CAMILLE, journalled(5), DRAFT), **change)
    with pytest.raises(Tampered):
        boxes.open_header(CAMILLE, row)
    with pytest.raises(Tampered):
        boxes.open_body(CAMILLE, journalled(5), row)


def test_header_and_body_do_not_stand_for_each_other(journalled: Journalled) -> None:
    sealed = boxes.seal_item(CAMILLE, journalled(5), DRAFT)
    swapped = _row(sealed, header=sealed.body, body=sealed.header)
    with pytest.raises(Tampered):
        boxes.open_header(CAMILLE, swapped)
    with pytest.raises(Tampered):
        boxes.open_body(CAMILLE, journalled(5), swapped)


@pytest.mark.parametrize("other", [NEIGHBOUR, TWIN])
def test_a_row_of_another_space_does_not_open(journalled: Journalled, other: Keyring) -> None:
    row = _row(boxes.seal_item(CAMILLE, journalled(5), DRAFT))
    with pytest.raises(Tampered):
        boxes.open_header(other, row)
    with pytest.raises(Tampered):
        boxes.open_body(other, journalled(6), row)


class ForgedReceipt:
    """Says yes to everything."""

    def covers(self, _: int) -> bool:
        """Say yes."""
        return True


@pytest.mark.parametrize("receipt", [issue(6, 1), ForgedReceipt(), object.__new__(Receipt), None])
def test_nothing_opens_or_is_sealed_without_a_receipt_of_this_space(journalled: Journalled, receipt: object) -> None:
    row = _row(boxes.seal_item(CAMILLE, journalled(5), DRAFT))
    wrong = cast("Receipt", receipt)
    with pytest.raises(PermissionError):
        boxes.open_body(CAMILLE, wrong, row)
    with pytest.raises(PermissionError):
        boxes.seal_item(CAMILLE, wrong, DRAFT)
    with pytest.raises(PermissionError):
        boxes.seal_sharing(CAMILLE, wrong, 1, Sharing(7))


def test_an_unknown_body_layout_is_refused(journalled: Journalled) -> None:
    sealed = boxes.seal_item(CAMILLE, journalled(5), DRAFT)
    place = associated(5, ITEM, 1, Part.BODY)
    for raw in (b"", b"\x01{}", b"\x03{}"):  # 1 was a reference with one digest more
        with pytest.raises(Tampered):
            boxes.open_body(CAMILLE, journalled(5), _row(sealed, body=CAMILLE.seal(raw, place)))


def test_tokens_are_those_that_a_search_makes(journalled: Journalled) -> None:
    sealed = boxes.seal_item(CAMILLE, journalled(5), DRAFT)
    assert set(sealed.tokens) == {blind.token(CAMILLE, "code", "11488-4"), blind.token(CAMILLE, "status", "current")}
    assert sealed.tokens == sorted(sealed.tokens)
    assert sealed.kind == blind.kind(CAMILLE, "DocumentReference")
    assert sealed.month in blind.months(CAMILLE, "DocumentReference", blind.month_index(HEADER.date) + 3, 12)


def test_a_sealed_row_says_nothing_in_clear(journalled: Journalled) -> None:
    sealed = boxes.seal_item(CAMILLE, journalled(5), DRAFT)
    written = msgspec.msgpack.encode(sealed)
    for word in (b"DocumentReference", b"Compte rendu", b"11488-4", b"current"):
        assert word not in written


def test_the_sharing_state_opens_at_its_version_only(journalled: Journalled) -> None:
    sharing = Sharing(7, {8: 1_900_000_000}, frozenset({9}), treating=8, emergency_lifts_blocks=True)
    sealed = boxes.seal_sharing(CAMILLE, journalled(5), 3, sharing)
    assert boxes.open_sharing(CAMILLE, 1, 3, sealed) == sharing
    for keyring, term, version in ((CAMILLE, 1, 2), (CAMILLE, 1, 4), (CAMILLE, 2, 3), (TWIN, 1, 3)):
        with pytest.raises(Tampered):
            boxes.open_sharing(keyring, term, version, sealed)
