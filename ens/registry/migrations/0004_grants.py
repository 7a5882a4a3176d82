"""Grants to programs on behalf of somebody, sealed, and the hashes of the secrets that stand for them."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE oauth_grant (
    number int8 PRIMARY KEY,
    space_id int8 NOT NULL,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL,
    expires timestamptz NOT NULL,
    revoked bool NOT NULL DEFAULT false
);
CREATE INDEX oauth_grant_expires ON oauth_grant (expires);
CREATE TABLE oauth_secret (
    hash bytea PRIMARY KEY,
    number int8,
    use int2 NOT NULL,
    client_id text NOT NULL,
    expires timestamptz NOT NULL,
    spent bool NOT NULL DEFAULT false
);
CREATE INDEX oauth_secret_number ON oauth_secret (number);
CREATE INDEX oauth_secret_expires ON oauth_secret (expires);
"""


class Migration(migrations.Migration):
    """Create the tables of grants."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0003_sessions")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE oauth_secret, oauth_grant")
    ]
