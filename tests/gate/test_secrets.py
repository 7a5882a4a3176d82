"""What an account holds opens in its own place alone, and never again once the space is erased."""

import hmac

import pytest

from ens.gate import secrets
from ens.gate.house import house
from ens.gate.secrets import Sealed
from ens.kernel.errors import NotFound
from ens.kernel.ids import HOUSE, NOWHERE
from ens.kernel.sealing import Tampered
from ens.lifecycle.services import erase_space, rotate_key
from ens.vault.envelope import Part, associated
from tests.factories.people import Holder, new_person

PLACE, OTHER = b"contact-01", b"contact-02"


@pytest.mark.parametrize("space", [HOUSE, None], ids=["the house", "camille"])
def test_a_contact_is_opened_again_where_it_was_sealed(camille: Holder, space: int | None) -> None:
    where = camille.space if space is None else space
    assert secrets.unseal(where, PLACE, secrets.seal(where, PLACE, b"06 99 00 12 34")) == b"06 99 00 12 34"


def test_a_contact_does_not_open_in_another_place_nor_for_another_person(camille: Holder) -> None:
    sealed = secrets.seal(camille.space, PLACE, b"06 99 00 12 34")
    for space, place in ((camille.space, OTHER), (new_person().space, PLACE)):
        with pytest.raises(Tampered):
            secrets.unseal(space, place, sealed)


def test_a_contact_is_gone_with_the_space(camille: Holder) -> None:
    sealed = secrets.seal(camille.space, PLACE, b"06 99 00 12 34")
    erase_space(camille.visit, camille.space)
    assert secrets.unseal(camille.space, PLACE, sealed) is None


def test_nothing_is_sealed_for_a_space_that_is_not(database: object) -> None:
    with pytest.raises(NotFound):
        secrets.seal(NOWHERE, PLACE, b"06 99 00 12 34")
    assert secrets.unseal(NOWHERE, PLACE, Sealed(1, b"x" * 40)) is None


def test_a_contact_opens_as_before_after_the_key_was_changed_and_the_next_is_under_the_new_one(
    camille: Holder,
) -> None:
    before = secrets.seal(camille.space, PLACE, b"06 99 00 12 34")
    assert rotate_key(camille.space) == 2
    after = secrets.seal(camille.space, PLACE, b"06 99 00 12 35")
    assert (before.term, after.term) == (1, 2)
    assert secrets.unseal(camille.space, PLACE, before) == b"06 99 00 12 34"
    assert secrets.unseal(camille.space, PLACE, after) == b"06 99 00 12 35"


def test_what_was_sealed_is_bound_to_its_place_as_the_format_says(camille: Holder) -> None:
    keyring = house().keys.keyring(camille.space, 1)
    assert keyring is not None
    sealed = secrets.seal(camille.space, PLACE, b"06 99 00 12 34")
    assert keyring.open(1, sealed.value, associated(camille.space, PLACE, 1, Part.ACCOUNT)) == b"06 99 00 12 34"


def test_a_blind_index_is_made_under_the_key_of_the_house() -> None:
    made = hmac.digest(house().index_key, b"login|camille", "sha256")
    assert secrets.blind("login", "camille") == made[:16]


def test_a_blind_index_depends_on_its_use() -> None:
    assert secrets.blind("login", "camille") == secrets.blind("login", "camille") != secrets.blind("mail", "camille")
