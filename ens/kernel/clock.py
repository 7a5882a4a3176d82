"""The only clock of the house, so that a test can hold it still."""

import time
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)
_1970_UNZONED: Final = datetime(1970, 1, 1)  # noqa: DTZ001  written with a Z by hand, three times as fast


def now_us() -> int:
    """Tell the time in whole microseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1000


def now() -> datetime:
    """Tell the time as an aware UTC datetime, to the microsecond."""
    return from_us(now_us())


def today() -> date:
    """Tell today's date in UTC."""
    return now().date()


def today_in(zone: tzinfo) -> date:
    """Tell today's date where people are: an age changes with the day there, as majority does."""
    return now().astimezone(zone).date()


def from_us(microseconds: int) -> datetime:
    """Turn microseconds since 1970 into an aware UTC datetime, exactly."""
    return _1970 + timedelta(microseconds=microseconds)


def instant(microseconds: int) -> str:
    """Write microseconds since 1970 as a FHIR instant in UTC (`2026-11-22T08:30:00.123456Z`)."""
    moment = _1970_UNZONED + timedelta(microseconds=microseconds)
    return moment.isoformat(timespec="microseconds") + "Z"
