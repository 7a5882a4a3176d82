"""Versions of the habilitation matrix that operators have put in the place of the first."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE matrix_version (
    number int4 PRIMARY KEY CHECK (number > 1),
    digest bytea NOT NULL CHECK (digest = sha256(text::bytea)),
    text text NOT NULL,
    asked timestamptz NOT NULL,
    asked_by int8 NOT NULL,
    since timestamptz,
    approved_by int8 CHECK (approved_by <> asked_by),
    withdrawn bool NOT NULL DEFAULT false,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL,
    CHECK ((since IS NULL) = (approved_by IS NULL)),
    CHECK (since IS NULL OR NOT withdrawn)
);
CREATE UNIQUE INDEX matrix_version_waiting ON matrix_version ((true)) WHERE since IS NULL AND NOT withdrawn;
"""


class Migration(migrations.Migration):
    """Create the table of versions; without a line in it, the file of the program is in force."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0007_words")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE matrix_version")
    ]
