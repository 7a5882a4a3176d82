"""Tries that are counted in the database: for all processes at once, and over restarts. Nobody's name stands there."""

from datetime import timedelta
from typing import Final

from ens.credentials.rules.windows import Limit, is_within, period_of, wait_of
from ens.gate import secrets
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.errors import TooMany
from ens.postgres.statements import Statement

_SPEND: Final = Statement(
    "WITH mine AS (INSERT INTO attempt (subject, period, used, ends)"
    " VALUES ($1::bytea, $2::int8, 1, $3::timestamptz)"
    " ON CONFLICT (subject, period) DO UPDATE SET used = attempt.used + 1 RETURNING used)"
    " SELECT mine.used, coalesce((SELECT a.used FROM attempt a WHERE a.subject = $1::bytea AND a.period = $4::int8), 0)"
    " FROM mine"
)
_REFUND: Final = Statement(
    "UPDATE attempt SET used = used - 1 WHERE subject = $1::bytea AND period = $2::int8 AND used > 0"
)
_SWEEP: Final = Statement("DELETE FROM attempt WHERE ends < now()")


def spend(limit: Limit, *about: str) -> None:
    """Count a try about somebody or something; raises `TooMany` when there have been too many."""
    if not try_spending(limit, *about):
        raise TooMany(reasons=("too_many_tries",), retry_after=wait_of(limit, _now()))


def try_spending(limit: Limit, *about: str) -> bool:
    """Count a try; False when there have been too many."""
    now = _now()
    period = period_of(limit, now)
    ends = clock.from_us((period + 2) * limit.seconds * 1_000_000) + timedelta(seconds=1)
    row = _SPEND.one(database(), _subject(limit, about), period, ends, period - 1)
    return row is not None and is_within(limit, row[0], row[1], now)


def refund(limit: Limit, *about: str) -> None:
    """Take back a try that was none: the proof was right."""
    _REFUND.run(database(), _subject(limit, about), period_of(limit, _now()))


def sweep() -> int:
    """Forget the counters of past periods; returns how many."""
    return _SWEEP.run(database())


def _subject(limit: Limit, about: tuple[str, ...]) -> bytes:
    return secrets.blind(f"limit|{limit.use}", "|".join(f"{len(part)}:{part}" for part in about))


def _now() -> int:
    return clock.now_us() // 1_000_000
