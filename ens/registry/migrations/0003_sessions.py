"""Sessions of people in browsers: what a token alone does not say, and the devices that somebody has come with."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE session (
    hash bytea PRIMARY KEY REFERENCES token (hash) ON DELETE CASCADE,
    id bytea NOT NULL UNIQUE CHECK (octet_length(id) = 10),
    begun timestamptz NOT NULL,
    seen timestamptz NOT NULL,
    ends timestamptz NOT NULL,
    proven timestamptz NOT NULL,
    methods text NOT NULL,
    settled bool NOT NULL DEFAULT false,
    label_term int2 NOT NULL,
    label bytea NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE known_device (
    number int8 NOT NULL,
    mark bytea NOT NULL,
    seen date NOT NULL,
    PRIMARY KEY (number, mark)
);
CREATE INDEX token_number ON token (number);
"""


class Migration(migrations.Migration):
    """Create the sessions' tables."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0002_directory")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP INDEX token_number; DROP TABLE known_device, session")
    ]
