"""Who has accepted which version of the terms of use, by opaque number."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE agreement (
    number int8 PRIMARY KEY,
    version text NOT NULL,
    accepted timestamptz NOT NULL
);
"""


class Migration(migrations.Migration):
    """Create the table of agreements."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE agreement")
    ]
