"""Tables of the registry: spaces, people, the public directory and tokens.

Plain SQL, because the hot statements of the gate are written against these very columns.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE space (
    id int8 PRIMARY KEY,
    state int2 NOT NULL,
    version int8 NOT NULL DEFAULT 1,
    key_term int2 NOT NULL DEFAULT 1,
    sharing_version int4 NOT NULL DEFAULT 1,
    sharing_term int2 NOT NULL DEFAULT 1,
    sealed_sharing bytea NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE person (
    number int8 PRIMARY KEY,
    space_id int8 NOT NULL UNIQUE REFERENCES space (id),
    ins_index bytea NOT NULL UNIQUE,
    traits_index bytea NOT NULL,
    key_term int2 NOT NULL,
    sealed_identity bytea NOT NULL
);
CREATE INDEX person_traits ON person (traits_index);
CREATE TABLE party (
    number int8 PRIMARY KEY,
    kind int2 NOT NULL,
    identifier text NOT NULL UNIQUE,
    name text NOT NULL,
    profession text NOT NULL DEFAULT '',
    specialty text NOT NULL DEFAULT '',
    structure_type text NOT NULL DEFAULT '',
    active bool NOT NULL DEFAULT true
);
CREATE TABLE token (
    hash bytea PRIMARY KEY,
    kind int2 NOT NULL,
    number int8 NOT NULL,
    scopes text NOT NULL,
    purpose text NOT NULL,
    expires timestamptz NOT NULL,
    revoked bool NOT NULL DEFAULT false
);
CREATE INDEX token_expires ON token (expires);
CREATE TABLE quota (
    party int8 NOT NULL,
    subject text NOT NULL,
    day date NOT NULL,
    used int4 NOT NULL,
    PRIMARY KEY (party, subject, day)
);
"""


class Migration(migrations.Migration):
    """Create the registry."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE quota, token, party, person, space")
    ]
