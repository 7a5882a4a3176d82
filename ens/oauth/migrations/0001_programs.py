"""What is known of a program beyond its keys: who it is for, where answers go, what it is called."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
ALTER TABLE client
    ADD COLUMN audience text NOT NULL DEFAULT 'structure' CHECK (audience IN ('structure', 'person', 'professional')),
    ADD COLUMN purpose text NOT NULL DEFAULT '',
    ADD COLUMN redirect_uris text[] NOT NULL DEFAULT '{}' CHECK (cardinality(redirect_uris) <= 10),
    ADD COLUMN origins text[] NOT NULL DEFAULT '{}' CHECK (cardinality(origins) <= 10),
    ADD COLUMN sector text NOT NULL DEFAULT '',
    ADD COLUMN jwks_uri text NOT NULL DEFAULT '',
    ADD COLUMN introspects bool NOT NULL DEFAULT false;
CREATE INDEX client_origins ON client USING gin (origins);
"""
BACKWARD = """
ALTER TABLE client DROP COLUMN audience, DROP COLUMN purpose, DROP COLUMN redirect_uris, DROP COLUMN origins,
    DROP COLUMN sector, DROP COLUMN jwks_uri, DROP COLUMN introspects
"""


class Migration(migrations.Migration):
    """Complete the clients' table."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunSQL(FORWARD, BACKWARD)]
