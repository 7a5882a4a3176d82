"""HL7 timestamps (`YYYY[MM[DD[HH[MM[SS[.f]]]]]][±ZZzz]`) to microseconds, and birth dates to ISO."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")  # where a French document without a zone was written
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TIMESTAMP = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<month>[0-9]{2})(?:(?P<day>[0-9]{2})(?:(?P<hour>[0-9]{2})(?:(?P<minute>[0-9]{2})"
    r"(?:(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6})[0-9]*)?)?)?)?)?)?"
    r"(?P<zone>[+-][0-9]{4}|Z)?"
)
_BIRTH = re.compile(r"([0-9]{4})([0-9]{2})?([0-9]{2})?[0-9.+-]*")


def read_timestamp(text: str) -> int | None:
    """Turn a timestamp into microseconds since 1970; the parts that are not said are the earliest; None when wrong."""
    match = _TIMESTAMP.fullmatch(text.strip()) if len(text) <= 40 else None
    if not match:
        return None
    try:
        moment = datetime(
            int(match["year"]),
            int(match["month"] or 1),
            int(match["day"] or 1),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            int((match["fraction"] or "0").ljust(6, "0")),
            tzinfo=_read_zone(match["zone"]),
        )
        return (moment.astimezone(UTC) - _EPOCH) // _MICROSECOND  # a zone may lead out of the years that can be written
    except (ValueError, OverflowError):
        return None


def read_birth_date(text: str) -> str:
    """Turn a birth time into an ISO date, as precise as it is (`1979`, `1979-03`, `1979-03-28`)."""
    match = _BIRTH.fullmatch(text.strip()) if len(text) <= 40 else None
    return "-".join(part for part in match.groups() if part) if match else ""


def _read_zone(zone: str | None) -> timezone | ZoneInfo:
    if zone is None:
        return _PARIS
    if zone == "Z":
        return UTC
    sign = -1 if zone.startswith("-") else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])))
