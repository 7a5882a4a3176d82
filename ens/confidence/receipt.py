"""The receipt of a help that begins or ends: a PDF that says who, whom, until when, and what a carer may not do."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import typst

from ens.kernel.errors import Unavailable
from ens.web import dates

_FOLDER: Final = Path(__file__).parent


class Receipt(NamedTuple):
    """Who is helped, or represented, by whom, on which day, until when (seconds since 1970; 0 when it ends today)."""

    person: str
    carer: str
    day: date
    until: int
    represents: bool = False


def write_receipt(service: str, told: Receipt) -> bytes:
    """Set the receipt: tagged (PDF/UA-1), archival (PDF/A-2a)."""
    data = {
        "service": service,
        "person": told.person,
        "carer": told.carer,
        "represents": told.represents,
        "day": dates.plain_date(told.day),
        "until": dates.plain_date(told.until * 1_000_000) if told.until else "",
    }
    content, warnings = _compiler().compile_with_warnings(
        format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards=["ua-1", "a-2a"]
    )
    if warnings or not isinstance(content, bytes):
        raise Unavailable(reasons=("typesetting",))
    return content


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_FOLDER / "receipt.typ", root=_FOLDER, ignore_system_fonts=True)
