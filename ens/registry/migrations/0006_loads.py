"""Which load of the national extraction a line of the directory came with; 0 for those that did not."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
ALTER TABLE party ADD COLUMN loaded int8 NOT NULL DEFAULT 0;
ALTER TABLE practice ADD COLUMN loaded int8 NOT NULL DEFAULT 0;
"""
BACKWARD = "ALTER TABLE practice DROP COLUMN loaded; ALTER TABLE party DROP COLUMN loaded"


class Migration(migrations.Migration):
    """Number the loads."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0005_practices")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunSQL(FORWARD, BACKWARD)]
