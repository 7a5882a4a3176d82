"""Dates as intervals."""

import pytest

from ens.fhir.parameters.dates import DAY_US, FAR_FUTURE, FAR_PAST, Interval, interval, period, read_test
from ens.kernel.clock import instant

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("text", "start", "length"),
    [
        ("2026", "2026-01-01T00:00:00.000000Z", 365 * DAY_US),
        ("2024-02", "2024-02-01T00:00:00.000000Z", 29 * DAY_US),
        ("2026-12", "2026-12-01T00:00:00.000000Z", 31 * DAY_US),
        ("2026-05-31", "2026-05-31T00:00:00.000000Z", DAY_US),
        ("2026-05-31T10:20", "2026-05-31T10:20:00.000000Z", 60 * SECOND),
        ("2026-05-31T10:20:30Z", "2026-05-31T10:20:30.000000Z", SECOND),
        ("2026-05-31T10:20:30.5Z", "2026-05-31T10:20:30.500000Z", 100_000),
        ("2026-05-31T10:20:30.123456789Z", "2026-05-31T10:20:30.123456Z", 1),
        ("2026-05-31T00:20:30+02:00", "2026-05-30T22:20:30.000000Z", SECOND),
        ("2026-05-31T00:20:30 02:00", "2026-05-30T22:20:30.000000Z", SECOND),
        ("2026-05-31T23:59:60-01:00", "2026-06-01T01:00:00.000000Z", SECOND),
        ("9999-12-31", "9999-12-31T00:00:00.000000Z", DAY_US),
    ],
)
def test_a_date_is_the_whole_time_it_names(text: str, start: str, length: int) -> None:
    found = interval(text)
    assert found is not None
    assert instant(found.start) == start
    assert found.end - found.start == length


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-13", "2026-02-30", "0000", "2026-5-1", "2026-05-31T25:00", "2026-05-31T10:61", "2026T10:00",
     "2026-05-31T10:00:61Z", "2026-05-31T10:00:00+15:00", "２０２６", "2026-05-31 10:00", "2026-05-31T10:00:00.Z"],
)  # fmt: skip
def test_what_is_not_a_date_is_none(text: str) -> None:
    assert interval(text) is None


def test_a_period_is_open_where_a_side_is_absent() -> None:
    day = interval("2026-05-31")
    assert day is not None
    assert period({"start": "2026-05-31"}) == Interval(day.start, FAR_FUTURE)
    assert period({"end": "2026-05-31"}) == Interval(FAR_PAST, day.end)
    assert period({"start": "2026-05-31", "end": "2026-05-31"}) == day
    assert [period(value) for value in ({}, {"start": "x"}, "2026", None)] == [None] * 4


HOLDING = {
    "2026-04-30": "ne lt le eb",
    "2026-05-31": "eq le ge",
    "2026-05-31T10:00:00Z": "eq le ge",
    "2026-06-01": "ne gt ge sa",
    "2026-05": "ne lt le",
}


@pytest.mark.parametrize(("found", "holding"), HOLDING.items())
def test_prefixes_compare_ranges(found: str, holding: str) -> None:
    target = interval(found)
    assert target is not None
    held = []
    for prefix in ("eq", "ne", "lt", "gt", "le", "ge", "sa", "eb"):
        test = read_test(f"{prefix}2026-05-31")
        assert test is not None
        if test.holds(target):
            held.append(prefix)
            if prefix != "ne" and found != "2026-05":
                assert test.window().start <= target.start < test.window().end
    assert sorted(held) == sorted(holding.split())


def test_unknown_prefixes_are_none() -> None:
    assert read_test("ap2026") is None
    assert read_test("xx2026") is None
