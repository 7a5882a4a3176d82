"""Clients that may ask for tokens, and the assertions already used."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE client (
    client_id text PRIMARY KEY,
    party int8 NOT NULL,
    scopes text NOT NULL,
    jwks jsonb NOT NULL,
    active bool NOT NULL DEFAULT true
);
CREATE TABLE client_assertion (
    digest bytea PRIMARY KEY,
    expires timestamptz NOT NULL
);
CREATE INDEX client_assertion_expires ON client_assertion (expires);
"""


class Migration(migrations.Migration):
    """Create the clients' tables."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE client_assertion, client")
    ]
