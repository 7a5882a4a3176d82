"""Opening and sealing: the only place where the content of a space is in clear.

Headers and the sharing state open freely, a decision needs them; a body opens, and anything is sealed, only against a
receipt of the journal for the same space. Body: one byte 0 and the resource, or one byte 2, a blob reference and the
resource.
"""

import struct
from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from ens.kernel.clock import today
from ens.kernel.ids import NO_ITEM
from ens.kernel.receipt import Receipt
from ens.kernel.sealing import Tampered
from ens.policy.facts import Header, Sharing
from ens.vault import blind
from ens.vault.blobref import REFERENCE_BYTES, BlobRef
from ens.vault.envelope import Part, associated
from ens.vault.items import HeaderRow, Row, SealedItem
from ens.vault.keyring import Keyring

_PLAIN: Final = b"\x00"
_WITH_BLOB: Final = b"\x02"
_encode: Final = msgspec.msgpack.Encoder().encode
_decode_header: Final = msgspec.msgpack.Decoder(Header).decode
_decode_sharing: Final = msgspec.msgpack.Decoder(Sharing).decode


class Body(NamedTuple):
    """What an item holds: the resource as JSON bytes and, for a Binary, the reference to its blob."""

    resource: bytes
    blob: BlobRef | None


class Draft(msgspec.Struct, frozen=True):
    """A version of an item in clear, about to be sealed; `search` lists the words of each search token."""

    item: bytes
    version: int
    header: Header
    resource: bytes
    search: tuple[tuple[str, ...], ...] = ()
    blob: BlobRef | None = None


def open_header(keyring: Keyring, row: Row | HeaderRow) -> Header:
    """Open the header of an item."""
    place = associated(keyring.space, row.item, row.version, Part.HEADER)
    return _decode_header(keyring.open(row.key_term, row.header, place))


def open_body(keyring: Keyring, receipt: Receipt, row: Row) -> Body:
    """Open the body of an item, against the receipt of the entry that says so."""
    demand(keyring, receipt)
    raw = keyring.open(row.key_term, row.body, associated(keyring.space, row.item, row.version, Part.BODY))
    if raw[:1] == _PLAIN:
        return Body(raw[1:], None)
    if raw[:1] != _WITH_BLOB:
        raise Tampered
    cut = 1 + REFERENCE_BYTES
    return Body(raw[cut:], BlobRef.decode(raw[1:cut]))


class Blinded(NamedTuple):
    """What the database may compare of one version: the tokens of its kind, its month and its search words."""

    kind: int
    month: int
    tokens: list[int]


def blind_draft(keyring: Keyring, draft: Draft) -> Blinded:
    """Make the blind tokens of a version; their order must tell nothing."""
    return blind_drafts(keyring, [draft])[draft.item]


def blind_drafts(keyring: Keyring, drafts: Iterable[Draft]) -> dict[bytes, Blinded]:
    """Make the blind tokens of the versions of one act, by item: what they share is made once."""
    token = cache(lambda words: blind.token(keyring, *words))
    kind = cache(lambda name: blind.kind(keyring, name))
    month = cache(lambda name, index: blind.month(keyring, name, index))
    return {
        draft.item: Blinded(
            kind(draft.header.kind),
            month(draft.header.kind, blind.month_index(draft.header.date)),
            sorted({token(words) for words in draft.search}),
        )
        for draft in drafts
    }


def seal_item(
    keyring: Keyring, receipt: Receipt, draft: Draft, day: date | None = None, tokens: Blinded | None = None
) -> SealedItem:
    """Seal a version of an item, against the receipt of the entry that says so; `tokens` when they are made already."""
    demand(keyring, receipt)
    space = keyring.space
    blinded = tokens or blind_draft(keyring, draft)
    return SealedItem(
        space=space,
        item=draft.item,
        version=draft.version,
        kind=blinded.kind,
        month=blinded.month,
        tokens=blinded.tokens,
        key_term=keyring.term,
        blob_day=(day or today()) if draft.blob else None,
        blob_size=draft.blob.size if draft.blob else 0,
        header=keyring.seal(_encode(draft.header), associated(space, draft.item, draft.version, Part.HEADER)),
        body=keyring.seal(_body(draft), associated(space, draft.item, draft.version, Part.BODY)),
    )


def digest(keyring: Keyring, draft: Draft, tokens: Blinded | None = None) -> bytes:
    """Hash all that a version is, for its journal entry: what the database compares, the header and the body."""
    return _hash(tokens or blind_draft(keyring, draft), _encode(draft.header), _body(draft))


def digest_row(keyring: Keyring, row: SealedItem) -> bytes:
    """Hash a stored row as `digest` hashed its draft; raises `Tampered` when it does not open. For audits."""
    header = keyring.open(row.key_term, row.header, associated(row.space, row.item, row.version, Part.HEADER))
    body = keyring.open(row.key_term, row.body, associated(row.space, row.item, row.version, Part.BODY))
    return _hash(Blinded(row.kind, row.month, row.tokens), header, body)


def file_facts(keyring: Keyring, row: SealedItem) -> tuple[int | None, int]:
    """Tell the size of the file that a stored row refers to, None without one, and when it was sealed. For audits."""
    header = keyring.open(row.key_term, row.header, associated(row.space, row.item, row.version, Part.HEADER))
    body = keyring.open(row.key_term, row.body, associated(row.space, row.item, row.version, Part.BODY))
    size = BlobRef.decode(body[1 : 1 + REFERENCE_BYTES]).size if body[:1] == _WITH_BLOB else None
    return size, _decode_header(header).updated


def _hash(blinded: Blinded, header: bytes, body: bytes) -> bytes:
    kind, month, tokens = blinded
    numbers = struct.pack(f">{len(tokens) + 3}q", kind, month, len(header), *tokens)
    return sha256(numbers + header + body).digest()


def _body(draft: Draft) -> bytes:
    return (_PLAIN if draft.blob is None else _WITH_BLOB + draft.blob.encode()) + draft.resource


def open_sharing(keyring: Keyring, term: int, version: int, sealed: bytes) -> Sharing:
    """Open the sharing state of a space, sealed under a key term as a version."""
    return _decode_sharing(keyring.open(term, sealed, _sharing_place(keyring, version)))


def seal_sharing(keyring: Keyring, receipt: Receipt, version: int, sharing: Sharing) -> bytes:
    """Seal the sharing state of a space as its given version, under the keyring's current term."""
    demand(keyring, receipt)
    return keyring.seal(_encode(sharing), _sharing_place(keyring, version))


def _sharing_place(keyring: Keyring, version: int) -> bytes:
    return associated(keyring.space, NO_ITEM, version, Part.SHARING)


def demand(keyring: Keyring, receipt: Receipt) -> None:
    """Raise `PermissionError` unless the journal really wrote an entry of this space."""
    if type(receipt) is not Receipt or not receipt.covers(keyring.space):
        msg = "no journal entry of this space covers this"
        raise PermissionError(msg)
