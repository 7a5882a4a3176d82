"""One line of the journal: its fields, its canonical bytes and its hash.

The canonical bytes are JSON in UTF-8 without spaces, members in alphabetical order. What is hashed, sealed, exported
and verified is always these bytes, never a second encoding of the fields.
"""

import base64
import os
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from ens.kernel.clock import instant
from ens.kernel.errors import Unavailable

EPOCH_US: Final = 1_577_836_800_000_000  # 2020-01-01: 51 bits of µs last from here until 2091
NONCE_BYTES: Final = 16
_RANDOM_BITS: Final = 12
_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Outcome(StrEnum):
    """How the act ended."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    FAILED = "failed"


class Ref(msgspec.Struct, frozen=True):
    """One thing an act touched: its FHIR kind and public id, its item bits and version.

    `digest` is the SHA-256 of the version that the act wrote; it is None when the act wrote nothing.
    """

    kind: str
    id: str
    item: bytes
    version: int
    digest: bytes | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to a space, when, and how it ended; `at` is in microseconds since 1970 and `id` is made from it."""

    space: int
    id: int
    at: int
    nonce: bytes
    actor_kind: int
    actor_number: int
    actor_identifier: str = ""
    actor_name: str = ""
    action: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    refs: tuple[Ref, ...] = ()
    purpose: str = ""
    mode: str = ""
    detail: str = ""


class Glance(NamedTuple):
    """What counting and choosing need of one entry; `actor_kind` is 0 when it does not open."""

    id: int
    actor_kind: int = 0
    actor_number: int = 0
    actor_name: str = ""
    action: str = ""
    outcome: str = ""
    mode: str = ""


class _Actor(msgspec.Struct, gc=False):
    identifier: str
    kind: int
    name: str
    number: str


class _Ref(msgspec.Struct, omit_defaults=True, gc=False):
    item: str
    ref: str
    sha256: str | None = None
    version: int = 0  # 0 is no version, so that leaving it out loses nothing


class _Line(msgspec.Struct):
    """The members in the order in which they are written: alphabetical, which the tests check."""

    action: str
    actor: _Actor
    at: str
    detail: str
    id: str  # 64-bit numbers are written as text: many readers of JSON lose digits above 2**53
    mode: str
    nonce: str
    outcome: Outcome
    purpose: str
    reasons: tuple[str, ...]
    refs: list[_Ref]
    space: str


class _Glance(msgspec.Struct, gc=False):
    action: str
    actor: _Actor
    mode: str
    outcome: str


class _Named(msgspec.Struct, gc=False):
    action: str
    refs: list[_Ref]


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Line)
_glancer: Final = msgspec.json.Decoder(_Glance)
_namer: Final = msgspec.json.Decoder(_Named)


def new_nonce() -> bytes:
    """Draw 128 bits, so that the hash of an entry that can be guessed cannot be."""
    return os.urandom(NONCE_BYTES)


def new_entry_id(now_us: int) -> int:
    """Make an entry id from the time: sorts by time, two in one microsecond of one space collide 1 in 4,096 times.

    Before 2020 the machine's clock has lost its time: nothing can be written down, so nothing is done.
    """
    if now_us < EPOCH_US:
        raise Unavailable(reasons=("clock",))
    return (now_us - EPOCH_US) << _RANDOM_BITS | int.from_bytes(os.urandom(2), "big") >> 4


def first_id(at_us: int) -> int:
    """Tell the lowest id that an entry made at this time or later can have."""
    return max(0, at_us - EPOCH_US) << _RANDOM_BITS


def entry_time(entry_id: int) -> int:
    """Tell the microseconds since 1970 at which an entry id was made."""
    return (entry_id >> _RANDOM_BITS) + EPOCH_US


def encode(entry: Entry) -> bytes:
    """Write the canonical bytes of an entry."""
    return _encoder.encode(
        _Line(
            entry.action,
            _Actor(entry.actor_identifier, entry.actor_kind, entry.actor_name, str(entry.actor_number)),
            instant(entry.at),
            entry.detail,
            str(entry.id),
            entry.mode,
            base64.urlsafe_b64encode(entry.nonce).rstrip(b"=").decode(),
            entry.outcome,
            entry.purpose,
            entry.reasons,
            [_write_ref(ref) for ref in entry.refs],
            str(entry.space),
        )
    )


def decode(data: bytes) -> Entry:
    """Read an entry back from its canonical bytes; ValueError for anything else."""
    line = _decoder.decode(data)
    return Entry(
        space=int(line.space),
        id=int(line.id),
        at=(datetime.fromisoformat(line.at) - _1970) // _MICROSECOND,
        nonce=base64.urlsafe_b64decode(line.nonce + "=="),
        actor_kind=line.actor.kind,
        actor_number=int(line.actor.number),
        actor_identifier=line.actor.identifier,
        actor_name=line.actor.name,
        action=line.action,
        outcome=line.outcome,
        reasons=line.reasons,
        refs=tuple(_read_ref(ref) for ref in line.refs),
        purpose=line.purpose,
        mode=line.mode,
        detail=line.detail,
    )


def glance(entry_id: int, data: bytes) -> Glance:
    """Read of canonical bytes what counting needs, six times faster than the whole; ValueError for anything else."""
    line = _glancer.decode(data)
    actor = line.actor
    return Glance(entry_id, actor.kind, int(actor.number), actor.name, line.action, line.outcome, line.mode)


def named_items(data: bytes) -> tuple[str, frozenset[bytes]]:
    """Read of canonical bytes the act and the items that it names; ValueError for anything else."""
    line = _namer.decode(data)
    return line.action, frozenset(bytes.fromhex(ref.item) for ref in line.refs)


def entry_hash(encoded: bytes) -> bytes:
    """Hash the canonical bytes of an entry: the value that stands in clear beside the sealed entry and in the tree."""
    return sha256(encoded).digest()


def _write_ref(ref: Ref) -> _Ref:
    digest = None if ref.digest is None else ref.digest.hex()
    return _Ref(ref.item.hex(), f"{ref.kind}/{ref.id}", digest, ref.version)


def _read_ref(ref: _Ref) -> Ref:
    kind, _, public_id = ref.ref.partition("/")
    digest = None if ref.sha256 is None else bytes.fromhex(ref.sha256)
    return Ref(kind, public_id, bytes.fromhex(ref.item), ref.version, digest)
