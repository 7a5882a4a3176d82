"""One row per background process: when it was last seen."""

from django.db import migrations

_CREATE = "CREATE TABLE heartbeat (name text PRIMARY KEY, at timestamptz NOT NULL) WITH (fillfactor = 50)"


class Migration(migrations.Migration):
    """Creates `heartbeat`."""

    initial = True
    dependencies = ()
    operations = (migrations.RunSQL(_CREATE, "DROP TABLE heartbeat"),)
