"""What a provider's session has to do with ours: enough to end both, nothing in clear."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE federated_session (
    hash bytea PRIMARY KEY REFERENCES token (hash) ON DELETE CASCADE,
    provider text NOT NULL,
    sid bytea NOT NULL CHECK (octet_length(sid) = 16),
    sub bytea NOT NULL CHECK (octet_length(sub) = 16),
    key_term int2 NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 16384)
);
CREATE INDEX federated_session_sid ON federated_session (sid);
CREATE INDEX federated_session_sub ON federated_session (sub);
"""


class Migration(migrations.Migration):
    """Create the federation's table."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE federated_session")
    ]
