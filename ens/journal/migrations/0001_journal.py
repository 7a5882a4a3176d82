"""The four tables of the journal. Rows come in and never change; grants per table stand in ens.postgres.roles."""

from django.db import migrations

TABLES = """
CREATE TABLE entry (
    space_id int8 NOT NULL,
    id int8 NOT NULL,
    at int8 NOT NULL,
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    key_term int2 NOT NULL,
    hash bytea NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (space_id, id)
);
CREATE INDEX entry_order ON entry (tx, space_id, id);

CREATE TABLE journal_leaf (
    tree_index int8 PRIMARY KEY,
    space_id int8 NOT NULL,
    entry_id int8 NOT NULL,
    space_seq int8 NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    UNIQUE (space_id, space_seq),
    UNIQUE (space_id, entry_id)
);

CREATE TABLE journal_node (
    level int2 NOT NULL,
    index int8 NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (level, index)
);

CREATE TABLE journal_batch (
    size int8 PRIMARY KEY,
    tx xid8 NOT NULL,
    space_id int8 NOT NULL,
    entry_id int8 NOT NULL,
    frontier bytea[] NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL
);
"""

# ALWAYS: they also fire under session_replication_role = replica. A superuser can still drop them: see audit.
TRIGGERS = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['entry', 'journal_leaf', 'journal_node', 'journal_batch'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', name);
    END LOOP;
END $$;
"""

DROP = """
DROP TABLE journal_batch, journal_node, journal_leaf, entry;
DROP FUNCTION journal_append_only();
"""


class Migration(migrations.Migration):
    """Creates the journal."""

    initial = True
    dependencies = ()
    operations = (migrations.RunSQL(TABLES + TRIGGERS, DROP),)
