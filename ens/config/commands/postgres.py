"""Run a client of PostgreSQL (psql, pg_dump, pg_basebackup…) on the house's database, as its owner."""

import argparse
import subprocess
from typing import Final

from ens.config import environment
from ens.config.start import started
from ens.postgres.binaries import find_binaries
from ens.postgres.initdb import clean_environment
from ens.postgres.url import Target

CLIENTS: Final = ("pg_amcheck", "pg_basebackup", "pg_dump", "pg_restore", "pg_verifybackup", "psql")


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("client", choices=CLIENTS, help="which program of PostgreSQL")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its own arguments; the address is given to it")


def run(arguments: argparse.Namespace) -> int:
    """Run it from this folder, and end as it ends."""
    with started():
        command = [str(find_binaries() / arguments.client), *arguments.arguments]
        surroundings = clean_environment() | address_of(environment.owner_database())
        return subprocess.run(command, env=surroundings, check=False).returncode


def address_of(target: Target) -> dict[str, str]:
    """Write an address as libpq's variables: a password in the arguments could be read by others."""
    own = {"PGHOST": target.host, "PGPORT": str(target.port), "PGUSER": target.user, "PGDATABASE": target.name}
    others = {f"PG{name.upper()}": value for name, value in target.options}  # sslmode is PGSSLMODE, and so on
    return {name: value for name, value in (own | others | {"PGPASSWORD": target.password}).items() if value}
