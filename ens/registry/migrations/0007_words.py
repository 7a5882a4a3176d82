"""Finding a line of the public directory by the words of its name, whatever their accents."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE INDEX party_words ON party USING gin (
    to_tsvector('simple', translate(lower(name), 'àâäáãçéèêëîïíôöóõùûüúÿñ', 'aaaaaceeeeiiioooouuuuyn'))
) WHERE active AND kind IN (2, 3);
"""


class Migration(migrations.Migration):
    """Index the words of names."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0006_loads")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORWARD, "DROP INDEX party_words")
    ]
