"""The proof that a space was refused: a PDF with the day, the person's name and a number that the house finds again."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import typst

from ens.gate.house import house
from ens.gate.people import get_number, name_of
from ens.kernel.errors import Unavailable
from ens.kernel.ids import NO_ITEM
from ens.web import dates

_FOLDER: Final = Path(__file__).parent


def write_proof(service: str, space: int, day: date) -> bytes:
    """Set the proof: tagged (PDF/UA-1), archival (PDF/A-2a)."""
    data = {
        "service": service,
        "name": name_of(get_number(space)),
        "day": dates.plain_date(day),
        "number": house().codec.encode(space, NO_ITEM),
    }
    content, warnings = _compiler().compile_with_warnings(
        format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards=["ua-1", "a-2a"]
    )
    if warnings or not isinstance(content, bytes):
        raise Unavailable(reasons=("typesetting",))
    return content


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_FOLDER / "proof.typ", root=_FOLDER, ignore_system_fonts=True)
