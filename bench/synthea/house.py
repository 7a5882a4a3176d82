"""A house of its own for a while: folder, database, spaces for the patients, and its server."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ens.postgres import embedded

PROJECT: Final = Path(__file__).resolve().parents[2]
PORT: Final = 8792
_START_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Settled:
    """Who may send and read: the matricule and the own token of each patient by file, a hospital, a keeper."""

    matricules: dict[str, str]
    persons: dict[str, str]
    hospital: str
    keeper: str


@contextmanager
def serving(folder: Path, files: Path, port: int = PORT) -> Iterator[tuple[Settled, str]]:
    """Make a new house in a folder, open the spaces of the patients of some files, serve it for a block.

    Gives who may ask, and how to connect to the database as its owner.
    """
    shutil.rmtree(folder, ignore_errors=True)
    own = {
        "ENS_VAR": str(folder),
        "ENS_PORT": str(port),
        "ENS_WORKERS": "4",
        "ENS_THREADS": "2",
        "DJANGO_SETTINGS_MODULE": "ens.config.settings",
        "ENS_UNWRAPS_PER_MINUTE": "1000000000",  # the tripwire is not what is measured
    }
    os.environ.update(own)
    variables = os.environ.copy()
    with embedded.ensure(folder) as handle:
        settled = folder / "settled.json"
        _run(["-m", "ens.config.cli", "migrate"], variables)
        _run(["-m", "bench.synthea.people", str(files), str(settled)], variables)
        with _child(["-m", "ens.config.cli", "serve"], variables) as process:
            _await(port, process)
            yield Settled(**json.loads(settled.read_text())), handle.target.conninfo()


def _run(arguments: list[str], variables: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, cwd=PROJECT, env=variables)


@contextmanager
def _child(arguments: list[str], variables: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    process = subprocess.Popen([sys.executable, *arguments], cwd=PROJECT, env=variables)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(2.0)  # every process up
            break
    if process.poll() is None:
        return
    raise RuntimeError(f"no server on port {port}")
