"""Where professionals work: public, from the national directory's extraction."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE practice (
    professional int8 NOT NULL REFERENCES party (number) ON DELETE CASCADE,
    structure text NOT NULL,
    name text NOT NULL,
    sector text NOT NULL DEFAULT '',
    town text NOT NULL DEFAULT '',
    PRIMARY KEY (professional, structure)
);
"""


class Migration(migrations.Migration):
    """Create the table of places."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0004_grants")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE practice")
    ]
