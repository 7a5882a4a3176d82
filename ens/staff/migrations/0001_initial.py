"""Support agents and operators, and the acts that two of them decide on together."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE staff (
    number int8 PRIMARY KEY,
    role text NOT NULL CHECK (role IN ('support', 'operator')),
    active bool NOT NULL DEFAULT true,
    made timestamptz NOT NULL,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL,
    invitation bytea UNIQUE,
    invited_until timestamptz
);
CREATE TABLE dangerous_act (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 10),
    act text NOT NULL,
    asked_by int8 NOT NULL REFERENCES staff (number),
    asked timestamptz NOT NULL,
    expires timestamptz NOT NULL,
    approved_by int8 REFERENCES staff (number) CHECK (approved_by <> asked_by),
    used timestamptz,
    withdrawn bool NOT NULL DEFAULT false,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX dangerous_act_asked ON dangerous_act (asked);
"""


class Migration(migrations.Migration):
    """Create the staff's tables."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE dangerous_act, staff")
    ]
