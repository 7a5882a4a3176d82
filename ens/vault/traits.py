"""The sealed identity of a person, under the key of her own space."""

from typing import Final

import msgspec

from ens.kernel.identity import Identity
from ens.kernel.ids import NO_ITEM
from ens.kernel.receipt import Receipt
from ens.vault.boxes import demand
from ens.vault.envelope import Part, associated
from ens.vault.keyring import Keyring

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Identity).decode
_VERSION: Final = 1


def seal_identity(keyring: Keyring, receipt: Receipt, identity: Identity) -> bytes:
    """Seal an identity, against the receipt of the entry that says so."""
    demand(keyring, receipt)
    return keyring.seal(_encode(identity), _place(keyring))


def open_identity(keyring: Keyring, term: int, sealed: bytes) -> Identity:
    """Open an identity: a fact of decisions (whose space is this), as headers are."""
    return _decode(keyring.open(term, sealed, _place(keyring)))


def _place(keyring: Keyring) -> bytes:
    return associated(keyring.space, NO_ITEM, _VERSION, Part.IDENTITY)
