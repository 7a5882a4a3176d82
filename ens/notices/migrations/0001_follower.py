"""How far somebody who follows the journal has read; nobody is told of what was before."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE follower (name text PRIMARY KEY, next int8 NOT NULL);
INSERT INTO follower SELECT 'notices', coalesce(max(tree_index) + 1, 0) FROM journal_leaf;
"""


class Migration(migrations.Migration):
    """Create the table with its one line."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("journal", "0001_journal")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE follower")
    ]
