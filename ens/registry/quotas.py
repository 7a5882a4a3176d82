"""Daily quotas per party, for what may be asked but not browsed."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

READ: Final = "lectures"  # what the worker counts of each professional and structure
ASKED: Final = "demandes"
EMERGENCY: Final = "urgences"
CALL: Final = "appels"  # read while answering a call to the 15
_USE = Statement(
    "INSERT INTO quota (party, subject, day, used) VALUES ($1::int8, $2::text, current_date, 1)"
    " ON CONFLICT (party, subject, day) DO UPDATE SET used = quota.used + 1 RETURNING used"
)


_ADD = Statement(
    "INSERT INTO quota (party, subject, day, used) VALUES ($1::int8, $2::text, current_date, $3::int4)"
    " ON CONFLICT (party, subject, day) DO UPDATE SET used = quota.used + excluded.used"
)
_SUM = Statement(
    "SELECT coalesce(sum(used), 0)::int8 FROM quota WHERE party = $1::int8 AND subject = $2::text"
    " AND day BETWEEN $3::date AND $4::date"
)
_SINCE = Statement(
    "SELECT party, subject, day, used FROM quota WHERE subject = ANY($1::text[]) AND day > current_date - $2::int4"
    " ORDER BY day DESC, used DESC LIMIT 20000"
)


def add(connection: BaseDatabaseWrapper, party: int, subject: str, count: int) -> None:
    """Count some more uses today."""
    _ADD.run(connection, party, subject, count)


def sum_between(connection: BaseDatabaseWrapper, party: int, subject: str, first: date, last: date) -> int:
    """Sum what was counted of one subject from a day to another."""
    row = _SUM.one(connection, party, subject, first, last)
    return 0 if row is None else int(row[0])


def list_since(connection: BaseDatabaseWrapper, subjects: Sequence[str], days: int) -> list[tuple[int, str, date, int]]:
    """List what was counted of these subjects in the last days: party, subject, day and number."""
    return [(row[0], row[1], row[2], row[3]) for row in _SINCE.all(connection, list(subjects), days)]


def use(connection: BaseDatabaseWrapper, party: int, subject: str) -> int:
    """Count one use today and return how many there have been."""
    row = _USE.one(connection, party, subject)
    return 0 if row is None else int(row[0])
