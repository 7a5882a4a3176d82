"""T-04: nothing is stored without its entry, and nothing that is stored can be changed unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from ens.config.upgrade import prepare_keys
from ens.fhir.endpoint import kinds
from ens.gate.house import house
from ens.gate.inventory import VaultInventory, keyring_of
from ens.journal.audit import audit
from ens.journal.checkpoints import read_log
from ens.journal.integrate import integrate
from ens.sandbox.population import populate
from tests.databases import Database, wait_for_neighbours

pytestmark = pytest.mark.threat("T-04")

TABLES = ("item", "item_past", "entry", "journal_leaf")
COLUMNS = {
    "space_id": "space_id + 1",
    "item": "overlay(item placing '\\xffff'::bytea from 3)",
    "version": "version + 100",
    "kind": "kind # 1",
    "month": "month # 1",
    "tokens": "tokens || 1::int8",
    "key_term": "key_term + 1",
    "blob_day": "coalesce(blob_day, DATE '2020-01-01') - 2",
    "blob_size": "blob_size + 1",
    "header": "set_byte(header, 20, get_byte(header, 20) # 1)",
    "body": "set_byte(body, 20, get_byte(body, 20) # 1)",
}
NEW_VERSION = (
    "INSERT INTO item SELECT space_id, overlay(item placing '\\xff'::bytea from 1), version, kind, month, tokens,"
    " key_term, blob_day, blob_size, header, body FROM item ORDER BY space_id, item LIMIT 1"
)
GAP = (
    "WITH gone AS (DELETE FROM journal_leaf WHERE (space_id, space_seq) ="
    " (SELECT space_id, 3::int8 FROM journal_leaf WHERE space_id > 0 AND space_seq = 5 LIMIT 1)"
    " RETURNING space_id, entry_id)"
    " DELETE FROM entry USING gone WHERE entry.space_id = gone.space_id AND entry.id = gone.entry_id"
)
HOLES = {
    "a version without its entry": (NEW_VERSION, {"version-not-journalled"}),
    "an entry without its version": (
        "DELETE FROM item WHERE (space_id, item) = (SELECT space_id, item FROM item ORDER BY 1, 2 LIMIT 1)",
        {"version-missing"},
    ),
    "a gap in the chain of a space": (GAP, {"chain-gap", "chain-link"}),
    "a past version without its entry's content": (
        "UPDATE item_past SET header = (SELECT header FROM item LIMIT 1)",
        {"version-differs"},
    ),
    "the file's day taken away, for the sweeper to delete it": (
        "UPDATE item SET blob_day = NULL WHERE blob_day IS NOT NULL",
        {"version-differs"},
    ),
}


def sql(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def found() -> dict[str, int]:
    report = audit(
        connection,
        [house().signer.vkey],
        read_log(settings.ENS_CHECKPOINTS),
        keyring_of,
        VaultInventory(connection),
    )
    return dict(report.found)


@contextmanager
def undone() -> Iterator[None]:
    """Put the tables back as they were; the audit looks in a transaction of its own, so a rollback would not do."""
    for table in TABLES:
        sql(f"CREATE TABLE kept_{table} AS TABLE {table}")
    try:
        yield
    finally:
        for table in TABLES:
            sql(f"TRUNCATE {table}")
            sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")
            sql(f"DROP TABLE kept_{table}")


@pytest.fixture
def peopled(owned_database: Database, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """People a database of the test's own, as whoever administers it sees it."""
    monkeypatch.setattr(settings, "ENS_CHECKPOINTS", tmp_path / "checkpoints")
    prepare_keys()
    populate(kinds(), datetime.now(UTC).date())
    wait_for_neighbours(connection)
    integrate(connection, house().signer, settings.ENS_CHECKPOINTS)
    for table in ("entry", "journal_leaf"):
        sql(f"ALTER TABLE {table} DISABLE TRIGGER append_only")


def test_every_hole_and_every_changed_column_is_found(peopled: None) -> None:
    assert found() == {}
    missed = []
    for name, (statement, wanted) in HOLES.items():
        with undone():
            assert sql(statement) > 0, name
            if not wanted <= set(found()):
                missed.append(name)
    for table in ("item", "item_past"):
        for column, changed in COLUMNS.items():
            with undone():
                row = f"SELECT ctid FROM {table} ORDER BY blob_day NULLS LAST, space_id, item LIMIT 1"
                assert sql(f"UPDATE {table} SET {column} = {changed} WHERE ctid = ({row})") == 1, (table, column)
                if not set(found()) & {"version-differs", "version-not-journalled", "version-missing"}:
                    missed.append(f"{table}.{column}")
    assert missed == []
    assert found() == {}
