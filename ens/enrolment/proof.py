"""The proof that a space was refused: a PDF with the day, the person's name and a number that the house finds again."""

from datetime import date
from pathlib import Path
from typing import Final

from ens.formats.typeset import set_pdf
from ens.gate.house import house
from ens.gate.people import get_number, name_of
from ens.kernel.ids import NO_ITEM
from ens.web import dates

_TEMPLATE: Final = Path(__file__).with_name("proof.typ")


def write_proof(service: str, space: int, day: date) -> bytes:
    """Set the proof."""
    data = {
        "service": service,
        "name": name_of(get_number(space)),
        "day": dates.plain_date(day),
        "number": house().codec.encode(space, NO_ITEM),
    }
    return set_pdf(_TEMPLATE, data)
