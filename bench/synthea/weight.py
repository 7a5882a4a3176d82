"""Bytes on disk for each byte deposited (P7): files by themselves, structured resources by themselves."""

from base64 import b64decode
from pathlib import Path
from typing import NamedTuple

import psycopg

from bench.synthea import bundles
from bench.synthea.bundles import Resource


class Weight(NamedTuple):
    """What is on the disk: the database with indexes and journal, the files as they are, and in whole blocks."""

    database: int
    files: int
    blocks: int

    def __sub__(self, other: "Weight") -> "Weight":
        """Give what was added between two moments."""
        return Weight(*(one - before for one, before in zip(self, other, strict=True)))


def weigh(conninfo: str, blobs: Path) -> Weight:
    """Weigh a house; the database after its indexes have taken in what waits for them."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    stats = [path.stat() for path in blobs.rglob("*") if path.is_file()]
    return Weight(
        row[0] if row else 0, sum(each.st_size for each in stats), sum(each.st_blocks * 512 for each in stats)
    )


def deposited(bundle: Resource) -> tuple[int, int]:
    """Count the bytes of a transaction: its resources without their files, and those files."""
    structured = files = 0
    for resource in bundles.resources(bundle):
        inline = [each["attachment"]["data"] for each in resource.get("content", []) if "data" in each["attachment"]]
        files += sum(len(b64decode(data)) for data in inline)
        structured += len(bundles.encode(resource)) - sum(map(len, inline))
    return structured, files


def report(added: Weight, structured: int, files: int) -> str:
    """Write the two ratios."""
    return (
        f"structured: {structured / 1e6:.1f} MB deposited, {added.database / 1e6:.1f} MB of database"
        f" (rows, indexes, journal), ratio {added.database / structured:.2f}\n"
        f"files: {files / 1e6:.1f} MB deposited, {added.files / 1e6:.1f} MB of files"
        f" ({added.blocks / 1e6:.1f} MB in whole blocks), ratio {added.files / max(1, files):.2f}"
        f" ({added.blocks / max(1, files):.2f})"
    )
