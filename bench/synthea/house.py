"""A house of its own for a while: folder, database, spaces for the patients, and its server."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.commands import await_port, child, run
from ens.postgres import embedded

PORT: Final = 8792


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
    os.environ |= {
        "ENS_VAR": str(folder),
        "ENS_PORT": str(port),
        "ENS_WORKERS": "4",
        "ENS_THREADS": "2",
        "DJANGO_SETTINGS_MODULE": "ens.config.settings",
        "ENS_UNWRAPS_PER_MINUTE": "1000000000",  # the tripwire is not what is measured
    }
    with embedded.ensure(folder) as handle:
        settled = folder / "settled.json"
        run("-m", "ens.config.cli", "migrate")
        run("-m", "bench.synthea.people", str(files), str(settled))
        with child("-m", "ens.config.cli", "serve") as process:
            await_port(port, process)
            yield Settled(**json.loads(settled.read_text())), handle.target.conninfo()
