"""The files of one embedded cluster under a `var` folder, and the state that other processes find it by."""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ens.postgres.url import Target

OWNER: Final = "ens_owner"
DATABASE: Final = "ens"
SOCKET_PATH_MAX: Final = 103  # macOS; Linux allows 107
SOCKET_NAME_LENGTH: Final = len("/.s.PGSQL.65535")


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of one cluster."""

    var: Path

    @property
    def data(self) -> Path:
        """Give the data folder."""
        return self.var / "postgres"

    @property
    def log(self) -> Path:
        """Give the server's log."""
        return self.var / "postgres.log"

    @property
    def lock(self) -> Path:
        """Give the file that the guard of the running server holds locked."""
        return self.var / "postgres.lock"

    @property
    def state(self) -> Path:
        """Give the file that says where the server listens."""
        return self.var / "postgres.json"

    @property
    def password(self) -> Path:
        """Give the file with the owner's password."""
        return self.var / "postgres.password"

    def prepare(self) -> None:
        """Make the folder and the password at the first use."""
        self.var.mkdir(parents=True, exist_ok=True)
        if not self.password.exists():
            write_private(self.password, secrets.token_urlsafe(32))

    def find_target(self) -> Target | None:
        """Tell where the cluster listens, or listened last; None when it was never started."""
        try:
            state = json.loads(self.state.read_text("utf-8"))
            password = self.password.read_text("utf-8")
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return Target(OWNER, password, str(state["socket"]), int(state["port"]), DATABASE)

    def remember(self, socket: Path, port: int) -> None:
        """Write where the cluster listens."""
        write_private(self.state, json.dumps({"socket": str(socket), "port": port}))

    def socket_folder(self) -> Path:
        """Choose the socket's folder: beside the data, or under /tmp when that path is too long for a socket."""
        beside = self.var / "socket"
        if len(str(beside)) + SOCKET_NAME_LENGTH <= SOCKET_PATH_MAX:
            beside.mkdir(mode=0o700, exist_ok=True)
            return beside
        target = self.find_target()
        if target is not None and Path(target.host).is_dir() and Path(target.host).stat().st_uid == os.geteuid():
            return Path(target.host)
        return Path(tempfile.mkdtemp(prefix="ens-", dir="/tmp"))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
