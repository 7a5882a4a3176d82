"""Strict traits find the person who bears all five of them, and nobody who bears four."""

import secrets
from dataclasses import replace

import pytest

from ens.gate.facts import Visit
from ens.gate.house import house
from ens.gate.spaces import Opened
from ens.gate.traits import find_identity, list_bearers
from ens.kernel.actors import SYSTEM
from ens.kernel.identity import Identity
from ens.kernel.ids import HOUSE, NOWHERE
from ens.lifecycle import services as lifecycle
from ens.policy.facts import SpaceState
from tests.factories.people import new_identity, new_matricule


def somebody() -> Identity:
    """Draw a woman whose name nobody else bears."""
    letters = "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(12))
    return replace(new_identity(), birth_name=letters)


def house_opens(identity: Identity, state: SpaceState = SpaceState.ACTIVATED) -> Opened:
    return lifecycle.open_space(identity, state)


def test_she_is_found_by_her_five_traits_whatever_the_state_of_her_space() -> None:
    for state in (SpaceState.ANNOUNCED, SpaceState.ACTIVATED):
        identity = somebody()
        opened = house_opens(identity, state)
        known = replace(identity, matricule="", oid="", birth_name=identity.birth_name.lower())
        assert list_bearers(known) == [(opened.person, opened.space, state, identity)]


@pytest.mark.parametrize(
    "change",
    [{"birth_place": "75056"}, {"birth_date": "1984-02-28"}, {"sex": "male"}, {"given_names": ("ZOÉ",)}],
    ids=["place", "date", "sex", "given name"],
)
def test_four_traits_find_nobody(change: dict[str, object]) -> None:
    identity = somebody()
    house_opens(identity)
    assert list_bearers(replace(identity, **change)) == []  # type: ignore[arg-type]


def test_two_who_bear_the_same_are_both_told() -> None:
    identity = somebody()
    twin = replace(identity, matricule=new_matricule())
    opened = {house_opens(each).space for each in (identity, twin)}
    assert {bearer.space for bearer in list_bearers(identity)} == opened


def test_she_is_found_after_her_key_was_changed_and_nobody_without_a_key() -> None:
    identity = somebody()
    space = house_opens(identity).space
    assert lifecycle.rotate_key(space) == 2
    assert [bearer.space for bearer in list_bearers(identity)] == [space]
    house().keys.file.erase(space, "2026-11-22")
    house().keys.evict(space)
    assert list_bearers(identity) == []


def test_nobody_is_found_after_the_erasure() -> None:
    identity = somebody()
    space = house_opens(identity).space
    lifecycle.erase_space(Visit(actor=SYSTEM), space)
    assert list_bearers(identity) == []


def test_the_house_finds_whose_space_it_is_as_long_as_there_is_a_key() -> None:
    identity = somebody()
    space = house_opens(identity).space
    assert lifecycle.rotate_key(space) == 2
    assert find_identity(space) == identity
    assert find_identity(HOUSE) is None
    assert find_identity(NOWHERE) is None
    house().keys.file.erase(space, "2026-11-22")
    house().keys.evict(space)
    assert find_identity(space) is None
