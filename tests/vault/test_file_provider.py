"""Root keys in a file: private, never overwritten, rotated by terms."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ens.kernel.sealing import Tampered
from ens.vault.providers import FileProvider, Sign, provider_from

KEY = bytes(range(32))


def test_the_file_is_private_and_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    FileProvider.create(tmp_path / "roots")
    assert stat.S_IMODE((tmp_path / "roots").stat().st_mode) == 0o600
    assert len(synced) == 2, "the file and its folder"


def test_the_folder_is_made_private_and_nothing_is_left_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    FileProvider.create(tmp_path / "house" / "root" / "keys")
    assert stat.S_IMODE((tmp_path / "house" / "root").stat().st_mode) == 0o700
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_an_existing_file_is_never_overwritten(provider: FileProvider) -> None:
    with pytest.raises(FileExistsError):
        FileProvider.create(provider._path)


@pytest.mark.parametrize("mode", [0o640, 0o610, 0o604, 0o601])
def test_a_file_open_to_others_is_refused(provider: FileProvider, mode: int) -> None:
    path: Path = provider._path
    path.chmod(mode)
    with pytest.raises(PermissionError, match="600"):
        FileProvider(path)


@pytest.mark.parametrize("content", ["1 tr", "1", "un QUJD", "é"])
def test_a_torn_file_is_said_to_be_torn(provider: FileProvider, content: str) -> None:
    path: Path = provider._path
    path.write_text(content)
    with pytest.raises(Tampered):
        FileProvider(path)


def test_a_lost_root_key_is_not_replaced_silently(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        provider_from(f"file:{tmp_path}/none")
    made = provider_from(f"file:{tmp_path}/first", create=True)
    again = provider_from(f"file:{tmp_path}/first", create=True)
    assert again.unwrap(made.wrap(KEY, b"c"), b"c") == KEY


@pytest.mark.parametrize("value", ["", "file:", "vault:x", "vault:https://bao.example/transit/kek", "openbao:"])
def test_other_values_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="ENS_KEYS is"):
        provider_from(value)


def test_a_vault_is_reached_by_a_private_line_and_with_the_proof_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://bao.example/transit/kek", "https://bao.example/kek", "https://bao.example/"):
        with pytest.raises(ValueError, match="the address is https"):
            provider_from(f"openbao:{address}")
    assert provider_from("openbao:http://127.0.0.1:8200/transit/kek")
    assert provider_from("openbao:https://bao.example/transit/kek")
    asked: list[tuple[str, Sign]] = []
    monkeypatch.setattr("ens.vault.providers.OpenBaoProvider", lambda *given: asked.append(given))
    sign = Sign(token="of the house")
    provider_from("openbao:https://bao.example/transit/kek", sign)
    provider_from("openbao:https://bao.example/transit/kek")
    assert asked == [("https://bao.example/transit/kek", sign), ("https://bao.example/transit/kek", Sign())]


def test_a_wrapped_key_opens_in_its_context_only(provider: FileProvider) -> None:
    wrapped = provider.wrap(KEY, b"space 1")
    assert provider.unwrap(wrapped, b"space 1") == KEY
    with pytest.raises(Tampered):
        provider.unwrap(wrapped, b"space 2")


@pytest.mark.parametrize("at", [0, 1, 2, 20, -1])
def test_an_altered_wrapped_key_is_refused(provider: FileProvider, at: int) -> None:
    provider.rotate()
    wrapped = bytearray(provider.wrap(KEY, b"c"))
    wrapped[at] ^= 1
    with pytest.raises(Tampered):
        provider.unwrap(bytes(wrapped), b"c")


@pytest.mark.parametrize("length", [0, 1, 2, 20])
def test_a_cut_wrapped_key_is_refused(provider: FileProvider, length: int) -> None:
    with pytest.raises(Tampered):
        provider.unwrap(provider.wrap(KEY, b"c")[:length], b"c")


def test_terms_follow_each_other_and_old_ones_open(provider: FileProvider) -> None:
    old = provider.wrap(KEY, b"c")
    assert (provider.term, provider.rotate(), provider.term) == (1, 2, 2)
    new = provider.rewrap(old, b"c")
    assert (old[:2], new[:2]) == (b"\0\x01", b"\0\x02")
    assert provider.unwrap(old, b"c") == provider.unwrap(new, b"c") == KEY


def test_a_term_added_by_another_process_is_found(provider: FileProvider) -> None:
    other = FileProvider(provider._path)
    provider.rotate()
    assert other.unwrap(provider.wrap(KEY, b"c"), b"c") == KEY
    assert stat.S_IMODE(provider._path.stat().st_mode) == 0o600


def test_rotations_at_once_lose_no_root_key(provider: FileProvider) -> None:
    others = [FileProvider(provider._path) for _ in range(8)]

    def rotate(other: FileProvider) -> bytes:
        other.rotate()
        return other.wrap(KEY, b"c")

    with ThreadPoolExecutor(8) as pool:
        wrapped = list(pool.map(rotate, others))
    assert [provider.unwrap(each, b"c") for each in wrapped] == [KEY] * 8
    assert provider.term == 9


def test_a_retired_root_key_shuts_every_old_copy(provider: FileProvider) -> None:
    old = provider.wrap(KEY, b"c")
    provider.rotate()
    new = provider.rewrap(old, b"c")
    path: Path = provider._path
    path.write_text(path.read_text().splitlines()[1])
    again = FileProvider(path)
    assert again.unwrap(new, b"c") == KEY
    with pytest.raises(Tampered):
        again.unwrap(old, b"c")
