"""Looks for what is wrong with a configuration, without changing anything but what a start would make anyway."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg

from ens.config import environment
from ens.config.environment import BadSetting
from ens.postgres import embedded
from ens.postgres.embedded import EmbeddedError
from ens.postgres.roles import PRIVILEGES
from ens.postgres.url import BadAddress, Target
from ens.vault.opening import KeysShut, open_store
from ens.vault.providers import provider_from

OLDEST_SERVER: Final = 150_000
DISCREET: Final[dict[str, tuple[str, ...]]] = {
    "log_min_messages": ("log", "fatal", "panic"),
    "log_min_error_statement": ("panic",),
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_parameter_max_length_on_error": ("0",),
}
DURABLE: Final = ("fsync", "synchronous_commit", "full_page_writes")


def problems() -> list[str]:
    """List every problem, one line each, worst first."""
    found: list[str] = []
    for look in (_variables, _pages, _folders, _keys, _database):
        try:
            found.extend(look())
        except (BadSetting, BadAddress, EmbeddedError, OSError, psycopg.Error) as error:
            found.append((str(error).strip() or type(error).__name__).splitlines()[0])
    return found


def _variables() -> Iterator[str]:
    for name in environment.unknown():
        yield f"{name} is not a variable of ens (misspelt?)"
    checks: tuple[Callable[[], object], ...] = (environment.port, environment.owner_database, environment.app_database)
    for check in checks:
        check()
    for name in ("ENS_WORKERS", "ENS_THREADS", "ENS_UNWRAPS_PER_MINUTE", "ENS_STATE_ANSWERS_PER_DAY"):
        environment.number(name)
    url = environment.text("ENS_PUBLIC_URL")
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        yield "ENS_PUBLIC_URL must start with https:// (http only on this machine)"


def _pages() -> Iterator[str]:
    """Ask whether what pages are made with is there."""
    for name in ("ENS_LOGO", "ENS_STYLE"):
        if environment.text(name) and not os.access(environment.text(name), os.R_OK):
            yield f"{name}: {environment.text(name)} cannot be read"
    try:
        ZoneInfo(environment.text("ENS_TIME_ZONE"))
    except (ZoneInfoNotFoundError, ValueError):
        yield "ENS_TIME_ZONE is not the name of a time zone of this machine (package tzdata)"


def _folders() -> Iterator[str]:
    for name in ("ENS_VAR", "ENS_BLOBS", "ENS_CHECKPOINTS"):
        folder = Path(environment.text(name))
        parent = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not os.access(parent, os.W_OK | os.X_OK):
            yield f"{name}: {parent} is not writable"


def _keys() -> Iterator[str]:
    kind, _, rest = environment.text("ENS_KEYS").partition(":")
    store = Path(environment.text("ENS_KEYSTORE"))
    if kind == "file" and store.exists() and not Path(rest).exists():
        yield f"ENS_KEYS: {rest} is missing, but {store} holds keys that only it opens"
    if kind == "file" and store.exists() and Path(rest).exists():
        try:
            open_store(store, environment.text("ENS_KEYS"))
        except KeysShut as shut:
            yield f"ENS_KEYS: {shut}"
    if kind == "file" and not environment.is_demo_folder():
        yield "ENS_KEYS: the root key is a file on this machine; outside a demonstration, keep it in OpenBao"
    for path in (store, Path(rest)) if kind == "file" else (store,):
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"{path} can be read by others: chmod 600"
    if kind not in {"file", "openbao"}:
        try:
            provider_from(environment.text("ENS_KEYS"))
        except ValueError as error:
            yield str(error)


def _database() -> Iterator[str]:
    handle = embedded.ensure(environment.var()) if environment.is_embedded() else None
    try:
        owner, app = environment.owner_database(), environment.app_database()
        yield from _look_inside(owner, app)
    finally:
        if handle is not None:
            handle.stop()


def _look_at_logs(connection: psycopg.Connection) -> Iterator[str]:
    """Ask whether the server's log may hold what people sent, and whether it has met damaged pages."""
    for name, safe in DISCREET.items():
        row = connection.execute("SELECT current_setting(%s, true)", (name,)).fetchone()
        if row is not None and row[0] is not None and row[0] not in safe:
            yield f"PostgreSQL has {name} = {row[0]}: its log may hold personal data ({safe[0]} is safe)"
    row = connection.execute("SELECT sum(checksum_failures) FROM pg_stat_database").fetchone()
    if row is not None and row[0]:
        yield f"PostgreSQL has met {row[0]} damaged pages: look at the disk, restore from a backup"


def _look_inside(owner: Target, app: Target) -> Iterator[str]:
    with psycopg.connect(owner.conninfo(), autocommit=True, connect_timeout=5) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            yield "PostgreSQL is older than 15"
        for name in DURABLE:
            if connection.execute("SELECT current_setting(%s)", (name,)).fetchone() == ("off",):
                yield f"PostgreSQL has {name} off: what it acknowledges may be lost"
        yield from _look_at_logs(connection)
        tables = {row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", (app.user,)).fetchone()
    if "entry" not in tables:
        yield "the database is empty: run `ens migrate`"
        return
    for name in sorted(tables - PRIVILEGES.keys()):
        yield f"table {name} is not one of ens's"
    if superuser == (True,):
        yield f"role {app.user} is a superuser: the journal's protection does not bind it"
    psycopg.connect(app.conninfo(), connect_timeout=5).close()
