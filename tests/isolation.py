"""Keeps the tests apart from whatever else this machine runs: own folder, own settings, no network."""

import atexit
import ipaddress
import os
import shutil
import socket
import tempfile
from typing import Any, Final

SERVER: Final = "TEST_ENS_DATABASE_URL"
SHARED: Final = "TEST_ENS_SHARED_FOLDER"  # where several runs of pytest find the same template


class NoNetwork(RuntimeError):
    """A test tried to leave the machine."""


def isolate() -> None:
    """Forget every `ENS_*` of the caller but where the test server is, and use a fresh `var`."""
    kept = {SERVER: os.environ.get("ENS_DATABASE_URL", os.environ.get(SERVER, "")), SHARED: os.environ.get(SHARED, "")}
    for name in [name for name in os.environ if name.startswith(("ENS_", "PG"))]:
        del os.environ[name]
    os.environ.update({name: value for name, value in kept.items() if value})
    folder = tempfile.mkdtemp(prefix="ens-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ENS_VAR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "ens.config.settings"


def close_network() -> None:
    """Refuse every connection of this process that is not to this machine."""
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(real: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not _is_here(str(address[0])):
            raise NoNetwork(address[0])
        return real(self, address)

    return connect


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
