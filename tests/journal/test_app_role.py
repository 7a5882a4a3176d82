"""What the application's own role can do to the journal: read it and add to it, nothing else."""

import pytest
from django.db import DatabaseError

from tests.journal.small_house import SmallHouse

pytestmark = pytest.mark.threat("T-16")


@pytest.fixture
def as_app(small_house: SmallHouse) -> SmallHouse:
    """The house with entries written and integrated; the product's own connection is the application's."""
    small_house.write(5)
    small_house.integrate()
    small_house.write(5)
    return small_house


def test_the_application_writes_integrates_and_audits(as_app: SmallHouse) -> None:
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
def test_the_application_cannot_change_the_journal(as_app: SmallHouse, query: str) -> None:
    for table, column in (
        ("entry", "hash"), ("journal_leaf", "hash"), ("journal_node", "hash"), ("journal_batch", "root"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            as_app.app_sql(query.format(table=table, column=column))


def test_the_application_cannot_write_the_transaction_of_an_entry(as_app: SmallHouse) -> None:
    """An entry dated before the horizon would never get its place: the database alone tells the transaction."""
    with pytest.raises(DatabaseError, match="permission denied"):
        as_app.app_sql(
            "INSERT INTO entry (space_id, id, at, tx, key_term, hash, sealed) VALUES (5, 1, 1, '3', 1, '', '')"
        )
