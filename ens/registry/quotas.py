"""Daily quotas per party, for what may be asked but not browsed."""

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

_USE = Statement(
    "INSERT INTO quota (party, subject, day, used) VALUES ($1::int8, $2::text, current_date, 1)"
    " ON CONFLICT (party, subject, day) DO UPDATE SET used = quota.used + 1 RETURNING used"
)


def use(connection: BaseDatabaseWrapper, party: int, subject: str) -> int:
    """Count one use today and return how many there have been."""
    row = _USE.one(connection, party, subject)
    return 0 if row is None else int(row[0])
