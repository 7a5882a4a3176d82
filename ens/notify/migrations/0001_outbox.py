"""Messages that wait to leave: when they are due and how often they were tried in clear, the rest sealed."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE outbox (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 10),
    space_id int8 NOT NULL,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 16384),
    made timestamptz NOT NULL,
    until timestamptz NOT NULL,
    due timestamptz NOT NULL,
    tries int2 NOT NULL DEFAULT 0
);
CREATE INDEX outbox_due ON outbox (due);
"""


class Migration(migrations.Migration):
    """Create the outbox."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunSQL(FORWARD, "DROP TABLE outbox")]
