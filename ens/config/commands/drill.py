"""Play a misfortune and show what comes of it: `stolen-database` searches all that is kept for what must not be there.

Without `--here` it makes a house of its own in a temporary folder, peoples it, and removes it at the end.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from ens.config import environment
from ens.config.demo import mark, populate_demo
from ens.config.environment import BadSetting, is_demo
from ens.config.start import started
from ens.config.upgrade import upgrade
from ens.journal.entry import EPOCH_US
from ens.kernel.clock import from_us, now_us
from ens.postgres.layout import Layout
from ens.sandbox.drill import cluster, files
from ens.sandbox.drill.needles import collect
from ens.sandbox.drill.report import conclude, describe
from ens.sandbox.drill.run import House, Progress, drill

_OURS = ("ENS_", "PG")
_KEPT = ("ENS_VENV",)


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("exercise", choices=["stolen-database"], help="what to play")
    parser.add_argument("--here", action="store_true", help="on the demonstration of this port, not on a fresh one")


def run(arguments: argparse.Namespace) -> int:
    """Play it; the exit code is 1 when something readable was found."""
    if arguments.here:
        if not is_demo() or not environment.is_embedded():
            raise BadSetting("the drill plays on an embedded demonstration: run `make demo` first, or leave out --here")
        with started():
            return _steal()
    with _throw_away(), started():
        upgrade()
        populate_demo()
        return _steal()


@contextmanager
def _throw_away() -> Iterator[None]:
    """Forget every setting of the caller and use a folder that is gone afterwards."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="ens-drill-") as folder:
        for name in [name for name in os.environ if name.startswith(_OURS) and name not in _KEPT]:
            del os.environ[name]
        os.environ["ENS_VAR"] = folder
        try:
            mark()
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _steal() -> int:
    begun = time.monotonic()
    layout = Layout(environment.var())
    blobs = Path(settings.ENS_BLOBS)
    rooms = files.rooms(layout.var, blobs, Path(settings.ENS_KEYSTORE), settings.ENS_CHECKPOINTS)
    with psycopg.connect(environment.owner_database().conninfo(), autocommit=True) as connection:
        (born,) = connection.execute("SELECT coalesce(min(at), %s) FROM entry", (EPOCH_US,)).fetchone() or (now_us(),)
        needles = collect(from_us(born).date(), cluster.read_noise(connection, layout.data))
        verdict = drill(House(connection, layout.data, layout.log, rooms), needles, _progress())
        for line in (*describe(needles, verdict), *conclude(connection, blobs, verdict)):
            sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"Durée : {time.monotonic() - begun:.1f} s\n")
    return 1 if verdict.faults else 0


def _progress() -> Progress:
    """Show how far the search is: a line that moves on a terminal, a line per quarter in a log."""
    terminal, told = sys.stderr.isatty(), [0]

    def show(done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent - told[0] < (1 if terminal else 25):
            return
        told[0] = percent
        sys.stderr.write(f"\r  Recherche : {percent} % " if terminal else f"Recherche : {percent} %\n")
        if terminal and percent >= 100:
            sys.stderr.write("\r" + " " * 24 + "\r")

    return show
