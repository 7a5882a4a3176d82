"""Invitations: found by the keyed hash of what was sent, and sealed; nothing says who is invited."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE invitation (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 10),
    space_id int8 NOT NULL REFERENCES space (id),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 16),
    until timestamptz NOT NULL,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 512)
);
CREATE INDEX invitation_space ON invitation (space_id);
"""


class Migration(migrations.Migration):
    """Create the table of invitations."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE invitation")
    ]
