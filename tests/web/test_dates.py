"""Dates and hours as one says them in French, where people are."""

from datetime import UTC, date, datetime

import pytest

from ens.kernel import clock
from ens.web import dates

EVENING = datetime(2026, 11, 19, 23, 12, tzinfo=UTC)  # already the 20th in Paris
EVENING_US = int(EVENING.timestamp()) * 1_000_000


@pytest.mark.parametrize("moment", [EVENING, EVENING_US])
def test_a_late_evening_in_utc_is_the_next_day_in_paris(moment: dates.Moment) -> None:
    assert dates.full_date(moment) == "vendredi 20 novembre 2026"
    assert dates.hour(moment) == "0 h 12"


def test_a_plain_date_has_no_zone() -> None:
    assert dates.plain_date(date(2026, 1, 1)) == "1er janvier 2026"
    assert dates.iso(date(2026, 1, 1)) == dates.iso_day(date(2026, 1, 1)) == "2026-01-01"


def test_summer_and_winter_hours() -> None:
    assert dates.hour(datetime(2026, 7, 1, 10, tzinfo=UTC)) == "12 h"
    assert dates.hour(datetime(2026, 12, 1, 10, tzinfo=UTC)) == "11 h"


def test_an_instant_keeps_its_zone_for_machines() -> None:
    assert dates.iso(EVENING_US) == "2026-11-20T00:12+01:00"


def test_this_years_dates_do_without_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    assert dates.short_date(date(2026, 11, 19)) == "19 nov."
    assert dates.short_date(date(2025, 11, 19)) == "19 nov. 2025"


def test_a_year_begins_in_paris_an_hour_before_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 31, 23, 1, tzinfo=UTC))
    assert dates.today() == date(2027, 1, 1)


def test_months_and_days_are_all_there() -> None:
    assert [dates.short_month(date(2026, month, 1)) for month in (1, 2, 6, 7, 8, 12)] == [
        "janv.", "févr.", "juin", "juil.", "août", "déc.",
    ]  # fmt: skip
    assert [dates.short_weekday(date(2026, 11, day)) for day in range(16, 23)] == [
        "lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "1 ko"), (999, "1 ko"), (12_400, "12 ko"), (1_000_000, "1 Mo"), (4_960_000, "5 Mo"), (48_000_000, "48 Mo")],
)
def test_sizes_are_said_in_round_numbers(count: int, text: str) -> None:
    assert dates.file_size(count) == text.replace(" ", "\u00a0")


def test_a_size_between_two_keeps_one_digit() -> None:
    assert dates.file_size(2_340_000) == "2,3\u00a0Mo"
