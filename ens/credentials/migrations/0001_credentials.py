"""Proofs and contacts, one-time codes, and tries: numbers, kinds and blind indexes in clear, the rest sealed."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE credential (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 10),
    space_id int8 NOT NULL,
    number int8 NOT NULL,
    kind int2 NOT NULL,
    blind bytea NOT NULL CHECK (octet_length(blind) = 16),
    mark int8 NOT NULL DEFAULT 0,
    key_term int2 NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 8192)
);
CREATE INDEX credential_number ON credential (number, kind);
CREATE INDEX credential_blind ON credential (blind, kind);
CREATE UNIQUE INDEX credential_one_login ON credential (number) WHERE kind = 1;
CREATE UNIQUE INDEX credential_own ON credential (kind, blind) WHERE kind IN (1, 3, 4, 8);
CREATE TABLE one_time_code (
    subject bytea PRIMARY KEY CHECK (octet_length(subject) = 16),
    hash bytea NOT NULL CHECK (octet_length(hash) = 16),
    sent timestamptz NOT NULL,
    expires timestamptz NOT NULL,
    tries int2 NOT NULL DEFAULT 0
);
CREATE INDEX one_time_code_expires ON one_time_code (expires);
CREATE TABLE attempt (
    subject bytea NOT NULL CHECK (octet_length(subject) = 16),
    period int8 NOT NULL,
    used int4 NOT NULL,
    ends timestamptz NOT NULL,
    PRIMARY KEY (subject, period)
);
CREATE INDEX attempt_ends ON attempt (ends);
"""


class Migration(migrations.Migration):
    """Create the tables of proofs."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE attempt, one_time_code, credential")
    ]
