"""A key store opens with the root key that it was made with; otherwise a sentence says why and nothing is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ens.vault.opening import KeysShut, open_store

pytestmark = pytest.mark.threat("T-25")

OTHER = "1 " + "QUJD" * 10 + "QUI=\n"
Damage = Callable[[Path, Path], object]
DAMAGES: dict[str, tuple[Damage, str]] = {
    "no store": (lambda store, _: store.unlink(), "key store missing"),
    "no root key": (lambda _, root: root.unlink(), "root key missing"),
    "another root key": (lambda _, root: root.write_text(OTHER), "root key does not open the key store"),
    "a torn root key": (lambda _, root: root.write_text("1 tr"), "root key does not open the key store"),
    "an empty root key": (lambda _, root: root.write_text(""), "root key does not open the key store"),
    "a root key of another size": (lambda _, root: root.write_text("1 QUJD\n"), "root key does not open the key store"),
    "a root key in binary": (lambda _, root: root.write_bytes(bytes(range(256))), "root key does not open"),
    "a root key open to others": (lambda _, root: root.chmod(0o644), "not readable"),
    "a store that is something else": (lambda store, _: store.write_text("bonjour" * 999), "not readable"),
}


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path, bytes]:
    """Give a store and its root key, and one of the keys inside."""
    store, root = tmp_path / "store.sqlite", tmp_path / "root.key"
    return store, root, open_store(store, f"file:{root}", create=True).system("public-ids", 16)


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_lost_or_wrong_is_said_and_left_as_it_is(made: tuple[Path, Path, bytes], name: str) -> None:
    store, root, _ = made
    damage, why = DAMAGES[name]
    damage(store, root)
    before = {path: path.read_bytes() for path in store.parent.iterdir()}
    with pytest.raises(KeysShut, match=why) as shut:
        open_store(store, f"file:{root}")
    assert str(store.parent) not in str(shut.value)
    assert shut.value.reasons == ("keys_shut",)
    assert {path: path.read_bytes() for path in store.parent.iterdir()} == before


def test_the_right_root_key_opens_it(made: tuple[Path, Path, bytes]) -> None:
    store, root, key = made
    kept = root.read_text()
    root.write_text(OTHER)
    with pytest.raises(KeysShut):
        open_store(store, f"file:{root}")
    root.write_text(kept)
    assert open_store(store, f"file:{root}").system("public-ids", 16) == key


def test_a_store_in_which_no_key_was_drawn_yet_opens_with_any_root_key(tmp_path: Path) -> None:
    open_store(tmp_path / "store.sqlite", f"file:{tmp_path / 'root.key'}", create=True)
    (tmp_path / "root.key").write_text(OTHER)
    assert open_store(tmp_path / "store.sqlite", f"file:{tmp_path / 'root.key'}")
