"""Canaries: random words planted where a mistake would put a real one: a scan that finds them is believed."""

import secrets
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from psycopg import sql

from ens.sandbox.drill.cluster import Connection
from ens.sandbox.drill.needles import Needle

KIND: Final = "leurre"
PLACES: Final = (
    "colonne binaire en clair",
    "argument d’une tâche, en texte",
    "ligne de journal",
    "colonne compressée (zlib)",
    "colonne en UTF-16",
    "texte en base64",
)
_TABLE: Final = "drill_canary"
_LETTERS: Final = "bcdfghjklmnpqrstvwxz"
_WORD_LETTERS: Final = 24


@contextmanager
def planted(connection: Connection, log: Path) -> Iterator[dict[str, Needle]]:
    """Plant one canary in each place, give the needles by place, remove what was planted at the end."""
    words = {place: "".join(secrets.choice(_LETTERS) for _ in range(_WORD_LETTERS)) for place in PLACES}
    before = log.stat().st_size if log.exists() else 0
    _plant(connection, list(words.values()))
    try:
        yield {place: Needle(KIND, word) for place, word in words.items()}
    finally:
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(_TABLE)))
        _erase(log, before, words[PLACES[2]].encode())


def _plant(connection: Connection, words: list[str]) -> None:
    binary, argument, line, packed, wide, coded = words
    table = sql.Identifier(_TABLE)
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
    connection.execute(sql.SQL("CREATE TABLE {} (value bytea, arguments text)").format(table))
    insert = sql.SQL("INSERT INTO {} VALUES (%s, %s)").format(table)
    connection.execute(insert, (binary.encode(), f'{{"args": ["{argument}"]}}'))
    connection.execute(insert, (zlib.compress(f"texte {packed} texte".encode()), ""))
    connection.execute(insert, (wide.encode("utf-16-le"), ""))
    connection.execute(sql.SQL("INSERT INTO {} VALUES (NULL, encode(%s, 'base64'))").format(table), (coded.encode(),))
    connection.execute(sql.SQL("DO {}").format(sql.Literal(f"BEGIN RAISE LOG '{line}'; END")))


def _erase(log: Path, start: int, word: bytes) -> None:
    """Overwrite the canary in the log in place: the server goes on appending to the same file."""
    if not log.exists():
        return
    with log.open("r+b") as file:
        file.seek(start)
        at = file.read().find(word)
        if at >= 0:
            file.seek(start + at)
            file.write(b"." * len(word))
