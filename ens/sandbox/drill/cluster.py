"""What the drill asks the cluster itself, as its owner: files to leave out, sealed columns, rows that would link."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

SEALED: Final = (
    ("item", "header"),
    ("item", "body"),
    ("item_past", "header"),
    ("item_past", "body"),
    ("entry", "sealed"),
    ("space", "sealed_sharing"),
    ("person", "sealed_identity"),
    ("credential", "sealed"),
    ("oauth_grant", "sealed"),
    ("outbox", "sealed"),
    ("health_card", "sealed"),
)
RATIO_MIN: Final = 0.99
_SAMPLE_BYTES: Final = 64_000_000
_PAGE: Final = 2_000
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_COLUMNS: Final = (
    "SELECT column_name::text, data_type::text, udt_name::text FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position"
)
_DIRECTORY_FILES: Final = (
    "WITH chosen AS (SELECT oid, reltoastrelid FROM pg_class"
    " WHERE oid IN ('party'::regclass, 'practice'::regclass, 'pg_statistic'::regclass)),"
    " wanted AS (SELECT oid FROM chosen UNION SELECT reltoastrelid FROM chosen WHERE reltoastrelid <> 0),"
    " every AS (SELECT oid FROM wanted UNION SELECT indexrelid FROM pg_index"
    " WHERE indrelid IN (SELECT oid FROM wanted))"
    " SELECT pg_relation_filepath(oid) FROM every"
)
_NAMES: Final = "SELECT string_agg(attname, ' ') FROM pg_attribute"
_NOISE: Final = re.compile(rb"[a-z0-9%./:<\"-]{5,}")
_WORDS: Final = re.compile(r"\w[\w.-]*")

Connection = psycopg.Connection[tuple[Any, ...]]


def directory_files(connection: Connection) -> list[str]:
    """List the files of the public directory and of the planner's statistics, which repeat its names."""
    return [str(path) for (path,) in connection.execute(_DIRECTORY_FILES)]


def read_noise(connection: Connection, cluster: Path) -> bytes:
    """Read what every PostgreSQL contains before anything is stored, and the names of our columns."""
    (oid,) = connection.execute("SELECT oid FROM pg_database WHERE datname = 'template0'").fetchone() or (0,)
    (names,) = connection.execute(_NAMES).fetchone() or ("",)
    files = [*(cluster / "base" / str(oid)).iterdir(), *cluster.glob("*.conf")]
    found = set(_NOISE.findall(str(names).lower().encode()))
    for path in files:
        if path.is_file():
            found.update(_NOISE.findall(path.read_bytes().lower()))
    return b"\n".join(found)


def sealed_ratio(connection: Connection, table: str, column: str) -> tuple[int, float]:
    """Give the bytes of a sealed column and how much of them zlib leaves: what is sealed does not compress."""
    size = packed = 0
    engine = zlib.compressobj(6)
    query = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))
    with connection.transaction(), connection.cursor(name="drill_sealed") as cursor:
        cursor.itersize = _PAGE
        for (value,) in cursor.execute(query):
            size += len(value)
            packed += len(engine.compress(value))
            if size >= _SAMPLE_BYTES:
                break
    return size, (packed + len(engine.flush())) / size if size else 1.0


def compressed_columns(connection: Connection) -> Iterator[str]:
    """List the columns in which PostgreSQL has compressed something: a text could hide there from the scan."""
    for table in _tables(connection):
        for column, _, kind in connection.execute(_COLUMNS, (table,)).fetchall():
            if kind not in {"bytea", "text", "jsonb", "varchar", "_bytea", "_text"}:
                continue
            query = sql.SQL("SELECT 1 FROM {} WHERE pg_column_compression({}) IS NOT NULL LIMIT 1")
            if connection.execute(query.format(sql.Identifier(table), sql.Identifier(column))).fetchone():
                yield f"{table}.{column}"


def linking_rows(connection: Connection) -> Iterator[tuple[str, int]]:
    """List the tables with rows that name, in clear, both a person or a space and somebody who comes in.

    Professionals, structures and apps stand in the directory; programs have names of their own besides.
    """
    people = _numbers(connection, "SELECT id FROM space WHERE id <> 0 UNION SELECT number FROM person")
    parties = _numbers(connection, "SELECT number::text FROM party UNION SELECT client_id FROM client")
    for table in _tables(connection):
        columns = [row[0] for row in connection.execute(_COLUMNS, (table,)).fetchall() if "bytea" not in row[2]]
        count = sum(
            1
            for row in _clear_rows(connection, table, columns)
            if not people.isdisjoint(row) and not parties.isdisjoint(row)
        )
        if count:
            yield table, count


def _clear_rows(connection: Connection, table: str, columns: list[str]) -> Iterator[set[str]]:
    """Read the numbers and names that stand in the clear columns of a table, row by row."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("SELECT ROW({})::text FROM {}").format(names, sql.Identifier(table))
    with connection.transaction(), connection.cursor(name="drill_rows") as cursor:
        cursor.itersize = _PAGE
        for (text,) in cursor.execute(query):
            yield set(_WORDS.findall(text))


def _numbers(connection: Connection, query: LiteralString) -> set[str]:
    return {str(number) for (number,) in connection.execute(query)}


def _tables(connection: Connection) -> list[str]:
    return [str(name) for (name,) in connection.execute(_TABLES)]
