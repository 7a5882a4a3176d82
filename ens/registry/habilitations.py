"""The versions of the habilitation matrix: each is kept, the newest that two operators agreed on is in force.

A version is known by the digest of its text, so that what a process keeps of it can never be another one's (ADR 0023).
"""

from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.policy import matrix
from ens.policy.matrix import Matrix
from ens.postgres.statements import Statement

IN_FORCE: Final = "(SELECT digest FROM matrix_version WHERE since IS NOT NULL ORDER BY number DESC LIMIT 1)"
SHOWN: Final = 100  # versions in a list
_TEXT: Final = Statement("SELECT text FROM matrix_version WHERE digest = $1::bytea LIMIT 1")
_CURRENT: Final = Statement(
    "SELECT number, text, since FROM matrix_version WHERE since IS NOT NULL ORDER BY number DESC LIMIT 1"
)
_LIST: Final = Statement(
    "SELECT number, text, asked, asked_by, since, approved_by, withdrawn, key_term, sealed FROM matrix_version"
    " ORDER BY number DESC LIMIT $1::int4"
)
_PROPOSE: Final = Statement(
    "INSERT INTO matrix_version (number, digest, text, asked, asked_by, key_term, sealed)"
    " SELECT coalesce(max(number), 1) + 1, $1::bytea, $2::text, $3::timestamptz, $4::int8, $5::int2, $6::bytea"
    " FROM matrix_version ON CONFLICT DO NOTHING RETURNING number"
)
_APPROVE: Final = Statement(
    "UPDATE matrix_version SET since = $3::timestamptz, approved_by = $2::int8"
    " WHERE number = $1::int4 AND since IS NULL AND NOT withdrawn AND asked_by <> $2::int8"
)
_WITHDRAW: Final = Statement(
    "UPDATE matrix_version SET withdrawn = true WHERE number = $1::int4 AND since IS NULL AND NOT withdrawn"
)
_known: dict[bytes, Matrix] = {}  # an operator's few versions, by what they say


class Version(NamedTuple):
    """One version; `since` is None while it waits or when it was given up, `sealed` is the reason for it."""

    number: int
    text: str
    asked: datetime
    asked_by: int
    since: datetime | None
    approved_by: int | None
    withdrawn: bool
    key_term: int
    sealed: bytes


def get(connection: BaseDatabaseWrapper, digest: bytes) -> Matrix:
    """Give the version with a digest; each process reads it once."""
    if digest not in _known:
        row = _TEXT.one(connection, digest)
        if row is None:  # the facts have just named it
            raise LookupError
        _known[digest] = matrix.parse(row[0])
    return _known[digest]


def find_current(connection: BaseDatabaseWrapper) -> tuple[int, Matrix, datetime | None]:
    """Tell the number of the version in force, its cells and since when; version 1 has no date here."""
    row = _CURRENT.one(connection)
    return (1, matrix.rows(), None) if row is None else (row[0], matrix.parse(row[1]), row[2])


def list_versions(connection: BaseDatabaseWrapper) -> list[Version]:
    """List the versions, newest first; version 1 is a file of the program and not among them."""
    return [Version(*row) for row in _LIST.all(connection, SHOWN)]


def propose(connection: BaseDatabaseWrapper, text: str, by: tuple[int, datetime], reason: tuple[int, bytes]) -> int:
    """Keep a version that waits for a second operator; gives its number, 0 when one waits already."""
    row = _PROPOSE.one(connection, sha256(text.encode()).digest(), text, by[1], by[0], *reason)
    return 0 if row is None else int(row[0])


def approve(connection: BaseDatabaseWrapper, number: int, by: int, now: datetime) -> bool:
    """Put what waits in force; False for one's own, and for what waits no more."""
    return _APPROVE.run(connection, number, by, now) == 1


def withdraw(connection: BaseDatabaseWrapper, number: int) -> bool:
    """Give up what waits; it is kept, and never in force."""
    return _WITHDRAW.run(connection, number) == 1
