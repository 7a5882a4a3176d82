"""What the application's role may do: what is written in `roles`, and nothing else."""

from dataclasses import replace

import psycopg
import pytest
from django.db import DatabaseError, connections

from ens.postgres import roles
from ens.postgres.url import Target
from tests.databases import Database

JOURNAL = ("entry", "journal_leaf", "journal_node", "journal_batch")


def run(query: str, alias: str = "default") -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(query)


@pytest.mark.parametrize("table", JOURNAL)
@pytest.mark.parametrize(
    "query",
    [
        "UPDATE {} SET hash = hash",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} ADD COLUMN more int",
        "CREATE RULE no AS ON INSERT TO {} DO INSTEAD NOTHING",
    ],
)
def test_it_cannot_change_the_journal(database: Database, table: str, query: str) -> None:
    text = query.format(table).replace("hash = hash", "root = root" if table == "journal_batch" else "hash = hash")
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(text)


def test_it_cannot_make_become_or_read_more(database: Database) -> None:
    for query in (
        "CREATE TABLE mine (x int)",
        "CREATE SCHEMA mine",
        f'SET ROLE "{database.owner.user}"',
        "SELECT * FROM pg_authid",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
        "ALTER DATABASE postgres SET fsync = off",
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            run(query)


def test_every_table_has_its_line(database: Database) -> None:
    """A table that nobody thought of would be closed to the application, and a line for none would rot."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
    assert tables - roles.PRIVILEGES.keys() == set()


def test_it_has_exactly_what_is_written(database: Database) -> None:
    query = """
        SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = current_user
        UNION SELECT table_name, privilege_type FROM information_schema.role_column_grants WHERE grantee = current_user
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(query)
        given: dict[str, set[str]] = {}
        for table, privilege in cursor.fetchall():
            given.setdefault(table, set()).add(privilege)
    written = {table: {text.partition(" ")[0] for text in texts} for table, texts in roles.PRIVILEGES.items()}
    assert given == {table: words for table, words in written.items() if table in given}


def test_a_later_table_is_closed_until_it_has_a_line(fresh_database: Database) -> None:
    run("CREATE TABLE later (x int)", "owner")
    assert roles.prepare(fresh_database.owner, fresh_database.app) == ["later"]
    with pytest.raises(DatabaseError, match="permission denied"):
        run("SELECT * FROM later")


def test_preparing_again_takes_back_what_was_added(fresh_database: Database) -> None:
    run(f'GRANT ALL ON entry TO "{fresh_database.app.user}"', "owner")
    roles.prepare(fresh_database.owner, fresh_database.app)
    with pytest.raises(DatabaseError, match="permission denied"):
        run("DELETE FROM entry")


def test_a_role_that_the_operator_made_keeps_its_password(fresh_database: Database) -> None:
    owner = fresh_database.owner
    name = f"{owner.name}_own"
    mine = Target(name, "chosen", owner.host, owner.port, owner.name)
    with psycopg.connect(owner.conninfo(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD 'chosen'".encode())
        try:
            roles.prepare(owner, replace(mine, password="another"))
            with psycopg.connect(mine.conninfo()) as came:
                assert came.info.user == name
        finally:
            for table in roles.PRIVILEGES:
                connection.execute(f'REVOKE ALL ON "{table}" FROM "{name}"'.encode())
            connection.execute(f'REVOKE ALL ON DATABASE "{owner.name}" FROM "{name}"'.encode())
            connection.execute(f'REVOKE ALL ON SCHEMA public FROM "{name}"'.encode())
            connection.execute(f'DROP ROLE "{name}"'.encode())
