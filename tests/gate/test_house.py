"""What the gate works with: a house that lost its keys says so, and never starts anew in silence."""

from pathlib import Path

import pytest
from pytest_django import Settings

from ens.gate.facts import NO_SHARING, house_keyring
from ens.gate.house import house, open_keystore
from ens.kernel.actors import SYSTEM, Actor, ActorKind
from ens.policy.facts import Facts, SpaceState
from ens.vault.opening import KeysShut


def test_a_lost_root_key_stays_an_error_after_the_first_start(settings: Settings, tmp_path: Path) -> None:
    settings.ENS_KEYS, settings.ENS_KEYSTORE = f"file:{tmp_path / 'root'}", tmp_path / "store.sqlite"
    with pytest.raises(KeysShut, match="key store missing"):
        open_keystore()
    assert not (tmp_path / "root").exists()
    kept = open_keystore(create=True).create(5).seal(b"plain", b"place")
    again = open_keystore().keyring(5, 1)
    assert again is not None
    assert again.open(1, kept, b"place") == b"plain"


def test_a_house_that_was_never_prepared_says_how_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert house_keyring().space == 0
    monkeypatch.setattr(type(house().keys), "keyring", lambda *_: None)
    with pytest.raises(RuntimeError, match="ens migrate"):
        house_keyring()


def test_what_belongs_to_nobody_is_not_owned_by_who_has_no_number() -> None:
    assert SYSTEM.number == 0
    assert not Facts(Actor(ActorKind.PERSON, SYSTEM.number), SpaceState.ACTIVATED, NO_SHARING).owns
