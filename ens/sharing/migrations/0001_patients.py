"""One sealed list for each professional: whom she was let in by. No row names both sides."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE patient_list (
    number int8 PRIMARY KEY,
    version int4 NOT NULL,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 1048576)
);
"""


class Migration(migrations.Migration):
    """Create the table."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE patient_list")
    ]
