"""How PostgreSQL finds items: it knows the average space alone, and one of ten thousand items has the same plan."""

from django.db import connections, transaction

from ens.vault import items
from tests.databases import Database

THREE_EACH = f"""
INSERT INTO item ({items.COLUMNS})
SELECT n % 1000, substring(sha256(n::text::bytea) FOR 10), 1, 1, n, '{{}}', 1, NULL::date, 0, repeat('x', 300)::bytea,
    ''::bytea
FROM generate_series(1, 3000) AS n
"""


def test_whole_months_are_looked_up_one_by_one_where_most_spaces_hold_little(database: Database) -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(THREE_EACH)
        cursor.execute("ANALYZE item")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE months AS {items._BY_MONTHS.sql.decode()}")
        cursor.execute("EXPLAIN EXECUTE months (5, '{5,6,7}', 0, 50)")
        plan = " ".join(line[0] for line in cursor.fetchall())
        cursor.execute("DEALLOCATE months")
        transaction.set_rollback(True, "owner")
    assert "Index Scan using item_month on item" in plan
    assert "item_kind" not in plan
    assert "item_pkey" not in plan
