"""FHIR dates as intervals of microseconds (https://hl7.org/fhir/R4/search.html#date).

`2026-05` is the whole month. A date without a time zone is read as UTC, in resources and in searches alike.
"""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

DAY_US: Final = 86_400_000_000
FAR_PAST: Final = -(10**18)
FAR_FUTURE: Final = 10**18
_EPOCH: Final = datetime.date(1970, 1, 1).toordinal()
_PATTERN: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<zone>Z|[+ -][0-9]{2}:[0-9]{2})?)?)?)?"
)


class Interval(NamedTuple):
    """From `start` (included) to `end` (excluded), in microseconds since 1970."""

    start: int
    end: int


class Prefix(StrEnum):
    """How a searched date compares with the date of a resource."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    GT = "gt"
    LE = "le"
    GE = "ge"
    SA = "sa"
    EB = "eb"


@dataclass(frozen=True, slots=True)
class DateTest:
    """One searched date with its prefix."""

    prefix: Prefix
    interval: Interval

    def holds(self, found: Interval) -> bool:
        """Compare with the date of a resource."""
        inside = self.interval.start <= found.start and found.end <= self.interval.end
        before, after = found.start < self.interval.start, found.end > self.interval.end
        return {
            Prefix.EQ: inside,
            Prefix.NE: not inside,
            Prefix.LT: before,
            Prefix.GT: after,
            Prefix.LE: before or inside,
            Prefix.GE: after or inside,
            Prefix.SA: found.start >= self.interval.end,
            Prefix.EB: found.end <= self.interval.start,
        }[self.prefix]

    def window(self) -> Interval:
        """Bound the instants that an instantaneous date can have under this test."""
        start, end = self.interval
        if self.prefix in (Prefix.LT, Prefix.EB):
            return Interval(FAR_PAST, start)
        if self.prefix in (Prefix.GT, Prefix.SA):
            return Interval(end - 1, FAR_FUTURE)
        if self.prefix is Prefix.LE:
            return Interval(FAR_PAST, end)
        if self.prefix is Prefix.GE:
            return Interval(start, FAR_FUTURE)
        return self.interval if self.prefix is Prefix.EQ else Interval(FAR_PAST, FAR_FUTURE)


def interval(text: str) -> Interval | None:
    """Read a date, dateTime or instant of any precision; None when it is not one."""
    found = _PATTERN.fullmatch(text)
    if found is None:
        return None
    try:
        return _time(found) if found["hour"] else _days(found)
    except ValueError:  # a month 13, a 31 February
        return None


def period(value: object) -> Interval | None:
    """Read a Period, open on a side that is absent; None when it has no side or a wrong one."""
    if not isinstance(value, dict) or not {"start", "end"} & value.keys():
        return None
    start = interval(str(value["start"])) if "start" in value else Interval(FAR_PAST, FAR_PAST)
    end = interval(str(value["end"])) if "end" in value else Interval(FAR_FUTURE, FAR_FUTURE)
    return Interval(start.start, end.end) if start and end else None


def read_test(text: str) -> DateTest | None:
    """Read a searched value such as `ge2026-05`; None when it is not one."""
    prefix = Prefix.EQ
    if text[:2] in list(Prefix):
        prefix, text = Prefix(text[:2]), text[2:]
    found = interval(text)
    return DateTest(prefix, found) if found else None


def _days(found: re.Match[str]) -> Interval:
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    start = datetime.date(year, month, day).toordinal() - _EPOCH
    if found["day"]:
        end = start + 1
    elif found["month"]:
        end = _first(year + month // 12, month % 12 + 1)
    else:
        end = _first(year + 1, 1)
    return Interval(start * DAY_US, end * DAY_US)


def _first(year: int, month: int) -> int:
    if year > datetime.MAXYEAR:
        return datetime.date.max.toordinal() + 1 - _EPOCH
    return datetime.date(year, month, 1).toordinal() - _EPOCH


def _time(found: re.Match[str]) -> Interval:
    day = datetime.date(int(found["year"]), int(found["month"]), int(found["day"])).toordinal() - _EPOCH
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError
    start = day * DAY_US + ((hour * 60 + minute) * 60 + second) * 1_000_000 - _offset(found["zone"])
    if not found["second"]:
        return Interval(start, start + 60_000_000)
    fraction = found["fraction"] or ""
    start += int(fraction[:6].ljust(6, "0"))
    return Interval(start, start + 10 ** max(0, 6 - len(fraction)))


def _offset(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 14 or minutes > 59:
        raise ValueError
    # An unescaped + of a query string reads as a space.
    return (-1 if zone[0] == "-" else 1) * (hours * 60 + minutes) * 60_000_000
