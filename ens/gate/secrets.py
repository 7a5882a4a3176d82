"""Sealing what an account holds (contacts, login names, password hashes, letters to send) under the key of its space.

None of it is about care, so no entry is demanded: what an act means for the person is written down at the doorstep.
Whoever has no space of her own (professionals, agents, programs) has hers sealed under the key of the house.
"""

import hmac
from typing import Final, NamedTuple

from ens.gate.house import database, house
from ens.kernel.errors import NotFound
from ens.kernel.ids import HOUSE
from ens.registry import spaces
from ens.vault.envelope import Part, associated

INDEX_BYTES: Final = 16
_VERSION: Final = 1


class Sealed(NamedTuple):
    """A sealed value and the term of the key that sealed it."""

    term: int
    value: bytes


def seal(space: int, name: bytes, plain: bytes) -> Sealed:
    """Seal a value that only this place opens again; `name` is ten bytes, unique in the space."""
    term = _term(space)
    keyring = None if term is None else house().keys.keyring(space, term)
    if keyring is None:
        raise NotFound
    return Sealed(keyring.term, keyring.seal(plain, associated(space, name, _VERSION, Part.ACCOUNT)))


def unseal(space: int, name: bytes, sealed: Sealed) -> bytes | None:
    """Open a value; None once the space is erased."""
    keyring = house().keys.keyring(space, sealed.term)
    return None if keyring is None else keyring.open(*sealed, associated(space, name, _VERSION, Part.ACCOUNT))


def blind(use: str, text: str) -> bytes:
    """Make the blind index of a text for one use, under the house's own key: 16 bytes."""
    return hmac.digest(house().index_key, f"{use}|{text}".encode(), "sha256")[:INDEX_BYTES]


def _term(space: int) -> int | None:
    if space == HOUSE:
        return 1
    found = spaces.find_state(database(), space)
    return None if found is None else found[1]
