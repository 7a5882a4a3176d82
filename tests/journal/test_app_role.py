"""What the application's own role can do to the journal: read it and add to it, nothing else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection

from ens.postgres import roles
from ens.postgres.url import Target


@pytest.fixture
def as_app(small_house) -> Iterator[object]:
    """The owner's connection under the application's role, with entries written and integrated before."""
    small_house.write(5)
    small_house.integrate()
    small_house.write(5)
    at = connection.settings_dict
    owner = Target(at["USER"], at["PASSWORD"], at["HOST"], int(at["PORT"] or 5432), at["NAME"])
    app = replace(owner, user=f"ens_app_{owner.name}", password="nothing to hide")
    roles.prepare(owner, app)
    small_house.sql(f'SET ROLE "{app.user}"')
    yield small_house
    small_house.sql("RESET ROLE")


def test_the_application_writes_integrates_and_audits(as_app) -> None:
    as_app.write(5)
    assert as_app.integrate() == 2
    assert as_app.audit().findings == []


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER append_only",
        "DROP TRIGGER append_only ON {table}",
        "CREATE TRIGGER more AFTER INSERT ON {table} EXECUTE FUNCTION journal_append_only()",
    ],
)
def test_the_application_cannot_change_the_journal(as_app, query) -> None:
    for table, column in (
        ("entry", "hash"), ("journal_leaf", "hash"), ("journal_node", "hash"), ("journal_batch", "root"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="permission denied|must be owner"):
            as_app.sql(query.format(table=table, column=column))


def test_the_application_cannot_write_the_transaction_of_an_entry(as_app) -> None:
    """An entry dated before the horizon would never get its place: the database alone tells the transaction."""
    if roles.PRIVILEGES["entry"] == roles.APPEND:
        pytest.xfail("INSERT on entry is not yet granted column by column")
    with pytest.raises(DatabaseError, match="permission denied"):
        as_app.sql("INSERT INTO entry (space_id, id, at, tx, key_term, hash, sealed) VALUES (5, 1, 1, '3', 1, '', '')")
