"""PostgreSQL's own programs reach the house's database, and the password stays out of sight."""

import os
import subprocess
import sys
from pathlib import Path

from ens.config.commands.postgres import address_of
from ens.postgres.url import parse
from tests.config.test_processes import ens
from tests.databases import Database


def psql(database: Database, folder: Path, statement: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENS_", "DJANGO"))}
    settings = {"ENS_VAR": str(folder), "ENS_VENV": sys.prefix, **database.environment()}
    return ens(kept | settings, "postgres", "psql", "-Atc", statement)


def test_an_address_becomes_the_variables_of_libpq() -> None:
    target = parse("postgresql://owner:word@db.example:5433/house?sslmode=verify-full&sslrootcert=/ca.pem")
    assert address_of(target) == {
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "owner",
        "PGDATABASE": "house",
        "PGPASSWORD": "word",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "/ca.pem",
    }


def test_psql_asks_the_house_as_its_owner(database: Database, tmp_path: Path) -> None:
    asked = psql(database, tmp_path, "SELECT current_user")
    assert (asked.returncode, asked.stdout.strip()) == (0, database.owner.user)


def test_a_client_that_fails_says_so(database: Database, tmp_path: Path) -> None:
    assert psql(database, tmp_path, "SELECT nothing FROM nowhere").returncode == 1
