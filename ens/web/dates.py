"""Dates and hours as one says them in French, in the time zone of the service."""

from datetime import date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from ens.kernel import clock

DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
SHORT_MONTHS: Final = (
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()  # noqa: SIM905
)
Moment = int | date | datetime


@cache
def zone() -> ZoneInfo:
    """Give the time zone in which people read hours."""
    return ZoneInfo(settings.ENS_TIME_ZONE)


def local(moment: Moment) -> datetime:
    """Read microseconds since 1970, an aware datetime or a plain date (its midnight) in the service's zone."""
    if isinstance(moment, int):
        return clock.from_us(moment).astimezone(zone())
    if isinstance(moment, datetime):
        return moment.astimezone(zone())
    return datetime(moment.year, moment.month, moment.day, tzinfo=zone())


def today() -> date:
    """Tell today's date where people are."""
    return clock.today_in(zone())


def day(moment: Moment) -> str:
    """Write `19`, and `1er` for the first."""
    number = local(moment).day
    return "1er" if number == 1 else str(number)


def weekday(moment: Moment) -> str:
    """Write `jeudi`."""
    return DAYS[local(moment).weekday()]


def short_weekday(moment: Moment) -> str:
    """Write `jeu.`."""
    return f"{weekday(moment)[:3]}."


def month(moment: Moment) -> str:
    """Write `novembre`."""
    return MONTHS[local(moment).month - 1]


def short_month(moment: Moment) -> str:
    """Write `nov.`."""
    return SHORT_MONTHS[local(moment).month - 1]


def year(moment: Moment) -> str:
    """Write `2026`."""
    return str(local(moment).year)


def hour(moment: Moment) -> str:
    """Write `18 h 12`, `18 h`."""
    at = local(moment)
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


def short_date(moment: Moment) -> str:
    """Write `19 nov.`, with the year when it is not this one."""
    text = f"{day(moment)} {short_month(moment)}"
    return text if local(moment).year == today().year else f"{text} {year(moment)}"


def plain_date(moment: Moment) -> str:
    """Write `19 novembre 2026`."""
    return f"{day(moment)} {month(moment)} {year(moment)}"


def full_date(moment: Moment) -> str:
    """Write `jeudi 19 novembre 2026`."""
    return f"{weekday(moment)} {plain_date(moment)}"


def iso(moment: Moment) -> str:
    """Write the value of a `datetime` attribute."""
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return moment.isoformat()
    return local(moment).isoformat(timespec="minutes")


def iso_day(moment: Moment) -> str:
    """Write the day alone (`2026-11-19`)."""
    return local(moment).date().isoformat()


def file_size(count: int) -> str:
    """Write a number of bytes as `48 Mo` or `12 ko`, number and unit on one line."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000))}\u00a0ko"
    millions = f"{count / 1_000_000:.{0 if count >= 10_000_000 else 1}f}".replace(".", ",").removesuffix(",0")
    return f"{millions}\u00a0Mo"


FILTERS: Final = {
    function.__name__: function
    for function in (
        day,
        file_size,
        full_date,
        hour,
        iso,
        iso_day,
        month,
        plain_date,
        short_date,
        short_month,
        short_weekday,
        weekday,
        year,
    )
}
