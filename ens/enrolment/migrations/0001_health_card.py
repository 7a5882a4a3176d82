"""Health cards: one blind index over number, serial and birth date; nothing of them can be looked for alone."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE health_card (
    card_index bytea NOT NULL CHECK (octet_length(card_index) = 16),
    space_id int8 NOT NULL REFERENCES space (id),
    id bytea NOT NULL CHECK (octet_length(id) = 10),
    key_term int2 NOT NULL,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 256),
    PRIMARY KEY (card_index, space_id)
);
CREATE INDEX health_card_space ON health_card (space_id);
"""


class Migration(migrations.Migration):
    """Create the table of cards."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP TABLE health_card")
    ]
