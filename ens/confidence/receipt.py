"""The receipt of a help that begins or ends: a PDF that says who, whom, until when, and what a carer may not do."""

from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from ens.formats.typeset import set_pdf
from ens.web import dates

_TEMPLATE: Final = Path(__file__).with_name("receipt.typ")


class Receipt(NamedTuple):
    """Who is helped, or represented, by whom, on which day, until when (seconds since 1970; 0 when it ends today)."""

    person: str
    carer: str
    day: date
    until: int
    represents: bool = False


def write_receipt(service: str, told: Receipt) -> bytes:
    """Set the receipt."""
    data = {
        "service": service,
        "person": told.person,
        "carer": told.carer,
        "represents": told.represents,
        "day": dates.plain_date(told.day),
        "until": dates.plain_date(told.until * 1_000_000) if told.until else "",
    }
    return set_pdf(_TEMPLATE, data)
