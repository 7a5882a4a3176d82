"""A house of the bench's own: folder, database, people, and its two servers on ports of their own."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from bench import gauges
from bench.commands import await_port, child, run
from bench.people import People
from ens.config import environment
from ens.postgres import embedded
from ens.postgres.layout import Layout

PORTS: Final = (8790, 8791)
WORKERS: Final = 2
THREADS: Final = 2
VARIABLES: Final = {
    "ENS_PORT": str(PORTS[0]),
    "ENS_WORKERS": str(WORKERS),
    "ENS_THREADS": str(THREADS),
    "ENS_KEYS_CACHED": "1000",  # of 10,000 spaces: nine keys of ten are cold
    "ENS_UNWRAPS_PER_MINUTE": "1000000000",  # the tripwire would stop a load that touches every space
}

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS bench_entry (
    space_id int8 NOT NULL, id int8 NOT NULL, at int8 NOT NULL, tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    key_term int2 NOT NULL, hash bytea NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (space_id, id)
);
CREATE INDEX IF NOT EXISTS bench_entry_order ON bench_entry (tx, space_id, id);
GRANT INSERT (space_id, id, at, key_term, hash, sealed) ON bench_entry TO {role};
TRUNCATE bench_entry;
INSERT INTO bench_entry SELECT space_id, id, at, tx, key_term, hash, substring(sealed FOR 430) FROM entry;
"""  # as full as the journal: an INSERT among many pages writes more of them to the log than one among few


@dataclass(slots=True)
class Stand:
    """A house ready to be measured."""

    people: People
    owner: psycopg.Connection[tuple[int, ...]]
    database: str
    python: dict[int, list[int]]
    web: dict[int, list[int]]
    postgres_root: int

    def postgres(self) -> list[int]:
        """List the processes of the database server."""
        return gauges.tree(self.postgres_root)

    def tidy(self) -> None:
        """Remove the files deposited by a cell, and let the next one begin with a quiet log."""
        shutil.rmtree(environment.text("ENS_BLOBS"), ignore_errors=True)
        Path(environment.text("ENS_BLOBS")).mkdir(mode=0o700)
        self.owner.execute("CHECKPOINT")


@contextmanager
def stand(spaces: int, *, fresh: bool, worker: bool) -> Iterator[Stand]:
    """Prepare the house (kept from an earlier run unless `fresh`), serve it for a block, stop everything."""
    os.environ.update(VARIABLES)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ens.config.settings"
    folder = Path(os.environ.setdefault("ENS_VAR", str(environment.PROJECT / "var" / "bench")))
    if fresh or not (folder / f"people-{spaces}.json").exists():  # also one that was filled half, or otherwise
        shutil.rmtree(folder, ignore_errors=True)
    with embedded.ensure(folder) as handle:
        owner = psycopg.connect(handle.target.conninfo(), autocommit=True)
        people = _people(folder, spaces, owner)
        role = environment.app_database().user
        owner.execute(sql.SQL(_TABLE).format(role=sql.Identifier(role)))
        owner.execute("VACUUM ANALYZE")
        owner.execute("CHECKPOINT")
        with (
            _server("ens.config.settings", PORTS[0]) as house,
            _server("bench.bare_settings", PORTS[1]) as bare,
            _worker(enabled=worker),
        ):
            python = {PORTS[0]: gauges.tree(house), PORTS[1]: gauges.tree(bare)}
            web = {PORTS[0]: gauges.families()[house], PORTS[1]: gauges.families()[bare]}
            root = int((Layout(folder).data / "postmaster.pid").read_text().split("\n", 1)[0])
            yield Stand(people, owner, handle.target.name, python, web, root)
        owner.close()


def _people(folder: Path, spaces: int, owner: psycopg.Connection[tuple[int, ...]]) -> People:
    path = folder / f"people-{spaces}.json"
    if not path.exists():
        run("-m", "ens.config.cli", "migrate")
        begun = time.monotonic()
        run("-m", "bench.seed", str(path), str(spaces))
        print(f"filled with {spaces} spaces in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        owner.execute("CHECKPOINT")
    return People.load(path)


@contextmanager
def _server(settings: str, port: int) -> Iterator[int]:
    """Run `ens serve` with the house's settings, or with those of the bare addresses."""
    own = {"ENS_PORT": str(port), "DJANGO_SETTINGS_MODULE": settings}
    with child("-m", "ens.config.cli", "serve", variables=own, loud=False) as process:
        await_port(port, process)
        yield process.pid


@contextmanager
def _worker(*, enabled: bool) -> Iterator[None]:
    """Run the background worker beside, when asked."""
    if not enabled:
        yield
        return
    with child("-m", "ens.config.cli", "worker", loud=False):
        yield
