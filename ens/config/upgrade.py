"""Brings everything that is kept up to this version: tables, roles and grants, keys, folders. Safe to run again."""

from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from ens.config import environment
from ens.gate.house import open_keystore
from ens.gate.spaces import open_house
from ens.kernel.ids import HOUSE
from ens.postgres import roles
from ens.postgres.url import Target
from ens.registry.spaces import find_state

_LOCK: Final = 0x656E73  # "ens": two upgrades of one database wait for each other


def upgrade() -> list[str]:
    """Do what is missing and tell it, one line each."""
    lines = migrate_database(environment.owner_database(), environment.app_database())
    prepare_folders()
    prepare_keys()
    return lines


def migrate_database(owner: Target, app: Target) -> list[str]:
    """Run the migrations as the owner, then give the application role its privileges."""
    with psycopg.connect(owner.conninfo(), autocommit=True, connect_timeout=10) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        executor = MigrationExecutor(connections["owner"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", database="owner", interactive=False, verbosity=0, skip_checks=True)
        forgotten = roles.prepare(owner, app)
    connections["owner"].close()
    return [
        *[f"migration {migration.app_label} {migration.name}" for migration, _ in plan],
        *[f"table {name} has no privileges in ens.postgres.roles: the application cannot use it" for name in forgotten],
    ]


def prepare_folders() -> None:
    """Make the folders of sealed files and of checkpoints."""
    for name in (settings.ENS_BLOBS, settings.ENS_CHECKPOINTS):
        Path(name).mkdir(mode=0o700, parents=True, exist_ok=True)


def prepare_keys() -> None:
    """Make root key and key store at the very first start, before the house has a space; a lost one stays lost."""
    first = find_state(connections["default"], HOUSE) is None and not Path(settings.ENS_KEYSTORE).exists()
    open_keystore(create=first)
    open_house()
