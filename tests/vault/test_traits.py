"""The identity of a person opens under her own space's key alone, and is sealed against a receipt."""

from collections.abc import Callable
from typing import cast

import msgspec
import pytest

from ens.kernel.identity import Identity
from ens.kernel.ids import NO_ITEM
from ens.kernel.receipt import Receipt, issue
from ens.kernel.sealing import Tampered
from ens.vault.envelope import Part, associated
from ens.vault.keyring import Keyring
from ens.vault.traits import open_identity, seal_identity

CAMILLE = Keyring(5, {1: b"a" * 32}, 1)
TWIN = Keyring(6, {1: b"a" * 32}, 1)
IDENTITY = Identity(
    "289059999999981", "1.2.250.1.213.1.4.10", "MARTIN", ("Camille", "Rose"), "1989-05-14", "female", "75056"
)


class ForgedReceipt:
    """Says yes to everything."""

    def covers(self, _: int) -> bool:
        """Say yes."""
        return True


def test_an_identity_opens_in_its_space_alone(journalled: Callable[[int], Receipt]) -> None:
    sealed = seal_identity(CAMILLE, journalled(5), IDENTITY)
    assert b"MARTIN" not in sealed
    assert open_identity(CAMILLE, 1, sealed) == IDENTITY
    for keyring, term in ((TWIN, 1), (CAMILLE, 2)):
        with pytest.raises(Tampered):
            open_identity(keyring, term, sealed)


@pytest.mark.parametrize("receipt", [issue(6, 1), ForgedReceipt(), None])
def test_an_identity_is_not_sealed_without_a_receipt(receipt: object) -> None:
    with pytest.raises(PermissionError):
        seal_identity(CAMILLE, cast("Receipt", receipt), IDENTITY)


def test_an_identity_is_bound_to_the_place_that_the_format_names(journalled: Callable[[int], Receipt]) -> None:
    sealed = seal_identity(CAMILLE, journalled(5), IDENTITY)
    place = associated(5, NO_ITEM, 1, Part.IDENTITY)
    assert msgspec.msgpack.decode(CAMILLE.open(1, sealed, place), type=Identity) == IDENTITY
