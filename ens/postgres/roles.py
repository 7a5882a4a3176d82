"""Two roles: the owner makes tables, the application has only what is written here, table by table.

Default privileges are never used: they would silently cover the journal's later tables.
"""

from typing import Final

import psycopg
from psycopg import sql

from ens.postgres.url import Target

APPEND: Final = ("SELECT", "INSERT")
ENTRY: Final = ("SELECT", "INSERT (space_id, id, at, key_term, hash, sealed)")  # `tx` is the database's to tell
WRITE: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
READ: Final = ("SELECT",)
VERSIONS: Final = ("SELECT", "INSERT", "UPDATE (since, approved_by, withdrawn)")  # what was written stays as it is

PRIVILEGES: Final[dict[str, tuple[str, ...]]] = {
    "agreement": WRITE,
    "attempt": WRITE,
    "client": WRITE,
    "client_assertion": WRITE,
    "credential": WRITE,
    "dangerous_act": WRITE,
    "directory_resource": APPEND,
    "django_migrations": READ,
    "entry": ENTRY,
    "follower": WRITE,
    "health_card": WRITE,
    "federated_session": WRITE,
    "heartbeat": WRITE,
    "invitation": WRITE,
    "item": WRITE,
    "item_past": WRITE,
    "journal_batch": APPEND,
    "journal_leaf": APPEND,
    "journal_node": APPEND,
    "known_device": WRITE,
    "matrix_version": VERSIONS,
    "oauth_grant": WRITE,
    "oauth_secret": WRITE,
    "one_time_code": WRITE,
    "outbox": WRITE,
    "party": WRITE,
    "patient_list": WRITE,
    "person": WRITE,
    "practice": WRITE,
    "quota": WRITE,
    "session": WRITE,
    "share_link": WRITE,
    "space": WRITE,
    "staff": WRITE,
    "token": WRITE,
}

_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


def prepare(owner: Target, app: Target) -> list[str]:
    """Make the application role and give it exactly its privileges; return the tables that no rule names."""
    with psycopg.connect(owner.conninfo(), autocommit=True, connect_timeout=10) as connection:
        _ensure_role(connection, app)
        return _grant(connection, app)


def _ensure_role(connection: psycopg.Connection, app: Target) -> None:
    """Create the role or refresh its password; a role that the operator made is left as it is."""
    found = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", (app.user,)).fetchone()
    if found is None:
        verb = "CREATE"
    elif app.user == f"ens_app_{app.name}":
        verb = "ALTER"  # our own: the owner's password, and so this one, may have changed
    else:
        return
    hashed = connection.pgconn.encrypt_password(app.password.encode(), app.user.encode(), b"scram-sha-256")
    connection.execute(
        sql.SQL("{verb} ROLE {role} LOGIN PASSWORD {password}").format(
            verb=sql.SQL(verb), role=sql.Identifier(app.user), password=sql.Literal(hashed.decode())
        )
    )


def _grant(connection: psycopg.Connection, app: Target) -> list[str]:
    names = [str(name) for (name,) in connection.execute(_TABLES)]
    role = sql.Identifier(app.user)
    with connection.transaction():
        for text, thing in (
            ("REVOKE ALL ON DATABASE {thing} FROM PUBLIC", app.name),
            ("GRANT CONNECT ON DATABASE {thing} TO {role}", app.name),
            ("REVOKE CREATE ON SCHEMA {thing} FROM PUBLIC", "public"),
            ("GRANT USAGE ON SCHEMA {thing} TO {role}", "public"),
        ):
            connection.execute(sql.SQL(text).format(thing=sql.Identifier(thing), role=role))
        for name in names:
            table = sql.Identifier(name)
            connection.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(table=table, role=role))
            if name in PRIVILEGES:
                privileges = sql.SQL(", ").join(map(sql.SQL, PRIVILEGES[name]))
                connection.execute(
                    sql.SQL("GRANT {privileges} ON {table} TO {role}").format(
                        privileges=privileges, table=table, role=role
                    )
                )
    return [name for name in names if name not in PRIVILEGES]
