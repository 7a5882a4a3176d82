"""Databases for the tests: one server per run, one template with all migrations, one copy per worker."""

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from ens.config.upgrade import migrate_database
from ens.postgres import embedded, roles
from ens.postgres.statements import Statement
from ens.postgres.url import Target, app_target, parse
from tests.isolation import SERVER


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the tests, as its owner and as the application sees it."""

    owner: Target
    app: Target

    def environment(self) -> dict[str, str]:
        """Give the variables with which a command of ours uses it."""
        return {"ENS_DATABASE_URL": self.owner.url(), "ENS_APP_DATABASE_URL": self.app.url()}


@contextlib.contextmanager
def test_server(var: Path) -> Iterator[Target]:
    """Give the server of `ENS_DATABASE_URL`, or an embedded one for the block."""
    if url := os.environ.get(SERVER):
        yield parse(url)
        return
    with embedded.ensure(var) as handle:
        yield handle.target
    shutil.rmtree(var, ignore_errors=True)


def make_template(server: Target, shared: Path) -> str:
    """Make the migrated template database once per run; tell its name."""
    name_file = shared / "template"
    with (shared / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not name_file.exists():
            name = f"ens_test_{secrets.token_hex(4)}"
            create(server, name)
            target = server.named(name)
            point(Database(target, app_target(target)))
            migrate_database(target, app_target(target))
            connections.close_all()
            name_file.write_text(name, "utf-8")
    return name_file.read_text("utf-8")


@contextlib.contextmanager
def copied(server: Target, template: str) -> Iterator[Database]:
    """Give a database of one's own, made from the template, with its own application role."""
    target = server.named(f"{template}_{secrets.token_hex(4)}")
    create(server, target.name, template)
    database = Database(target, app_target(target))
    roles.prepare(database.owner, database.app)
    try:
        yield database
    finally:
        connections.close_all()
        drop(database)


def point(database: Database) -> None:
    """Let Django's aliases lead to this database."""
    connections.close_all()
    connections.settings["default"].update(database.app.django())
    connections.settings["owner"].update(database.owner.django() | {"CONN_MAX_AGE": 0})


def create(server: Target, name: str, template: str = "template1") -> None:
    """Create a database as a copy of another."""
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def drop(database: Database) -> None:
    """Remove a database and its application role."""
    with psycopg.connect(database.owner.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.owner.name)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(database.app.user)))


_FOREIGN = Statement(
    "SELECT l.transactionid::text FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'transactionid' AND l.granted AND a.datname IS DISTINCT FROM current_database()"
)


def wait_for_neighbours(connection: BaseDatabaseWrapper) -> None:
    """Wait until the write transactions that run now in other databases have ended.

    The integrator stays behind every older transaction of the whole server; another test's is not what a test means.
    """
    running = {row[0] for row in _FOREIGN.all(connection)}
    deadline = time.monotonic() + 20
    while running & {row[0] for row in _FOREIGN.all(connection)} and time.monotonic() < deadline:
        time.sleep(0.01)
