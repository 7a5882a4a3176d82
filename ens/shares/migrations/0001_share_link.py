"""The way from an address to a share: nothing of the address or the code but hashes, and the tries that were wrong."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE share_link (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    number int8 NOT NULL UNIQUE,
    space_id int8 NOT NULL,
    code bytea NOT NULL CHECK (octet_length(code) = 16),
    expires timestamptz NOT NULL,
    tries int2 NOT NULL DEFAULT 0
);
CREATE INDEX share_link_expires ON share_link (expires);
"""


class Migration(migrations.Migration):
    """Create the table."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE share_link")
    ]
