"""The two tables of sealed items: the current versions, and the versions before."""

from typing import ClassVar

from django.db import migrations

_COLUMNS = """
    space_id int8 NOT NULL,
    item bytea NOT NULL CHECK (octet_length(item) = 10),
    version int4 NOT NULL CHECK (version > 0),
    kind int8 NOT NULL,
    month int8 NOT NULL,
    tokens int8[] NOT NULL,
    key_term int2 NOT NULL,
    blob_day date,
    blob_size int8 NOT NULL,
    header bytea NOT NULL,
    body bytea NOT NULL
"""

# Sealed bytes do not compress: EXTERNAL spares the attempt.
_CREATE = f"""
CREATE TABLE item ({_COLUMNS}, PRIMARY KEY (space_id, item));
CREATE INDEX item_month ON item (space_id, month);
CREATE INDEX item_tokens ON item USING gin (tokens);
CREATE TABLE item_past ({_COLUMNS}, PRIMARY KEY (space_id, item, version));
ALTER TABLE item ALTER COLUMN header SET STORAGE EXTERNAL, ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE item_past ALTER COLUMN header SET STORAGE EXTERNAL, ALTER COLUMN body SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    """Creates `item` and `item_past`."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [migrations.RunSQL(_CREATE, "DROP TABLE item_past; DROP TABLE item;")]
