"""An index of kinds: what a space holds little of is listed at once, without walking through its months."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Index the items of a space by kind."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("vault", "0001_items")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL("CREATE INDEX item_kind ON item (space_id, kind)", "DROP INDEX item_kind")
    ]
