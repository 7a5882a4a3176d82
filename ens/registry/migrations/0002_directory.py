"""The public directory as FHIR resources: public JSON, found by identifiers, nothing sealed."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE directory_resource (
    item bytea PRIMARY KEY CHECK (octet_length(item) = 10),
    kind text NOT NULL,
    identifiers text[] NOT NULL CHECK (cardinality(identifiers) <= 100),
    updated int8 NOT NULL,
    resource bytea NOT NULL CHECK (octet_length(resource) <= 65536)
);
CREATE INDEX directory_resource_identifiers ON directory_resource USING gin (identifiers);
"""


class Migration(migrations.Migration):
    """Create the directory's table."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE directory_resource")
    ]
