"""Makes a new cluster: checksums, passwords everywhere, whole or not at all."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from ens.postgres.binaries import EmbeddedError, find_binaries, give_to_server
from ens.postgres.layout import OWNER, Layout

_OPTIONS: Final = (
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--no-instructions",
)


def init(layout: Layout, prefix: list[str]) -> None:
    """Make the data folder under another name, then rename it: one cut half-way is made again."""
    fresh = layout.var / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    give_to_server(prefix, fresh)
    password, feed = os.pipe()
    os.write(feed, layout.password.read_bytes())
    os.close(feed)
    command = [*prefix, str(find_binaries() / "initdb"), f"--username={OWNER}", f"--pwfile=/dev/fd/{password}"]
    try:
        result = subprocess.run(
            [*command, *_OPTIONS, f"--pgdata={fresh}"],
            pass_fds=(password,),
            capture_output=True,
            text=True,
            env=clean_environment(),
            check=False,
        )
    finally:
        os.close(password)
    if result.returncode != 0:
        last = (result.stderr.strip() or result.stdout.strip() or "no reason given").splitlines()[-1]
        msg = f"initdb failed: {last}"
        raise EmbeddedError(msg)
    fresh.rename(layout.data)
    _sync(layout.var)


def clean_environment() -> dict[str, str]:
    """Give our environment without libpq's variables, which would redirect PostgreSQL's own programs."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
