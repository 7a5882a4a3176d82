"""Puts a receipt among the documents of the person whom it is about."""

from typing import Final

from django.conf import settings

from ens.confidence.receipt import Receipt, write_receipt
from ens.gate.apps import actor_of
from ens.gate.facts import Visit
from ens.gate.people import get_number, name_of
from ens.records.adding import Addition, Author, add_document
from ens.records.descriptions import Description
from ens.records.partial_dates import from_iso
from ens.sharing.services import now

CATEGORY: Final = "DOC_ADM"
PDF: Final = "application/pdf"


def file_receipt(visit: Visit, space: int, told: Receipt, title: str) -> None:
    """Set a receipt, and file it under this title in the name of who comes in."""
    writer = actor_of(visit).number
    author = Author(name_of(writer), own=writer == get_number(space))
    description = Description(title, from_iso(told.day.isoformat()), CATEGORY)
    content = write_receipt(settings.ENS_NAME, told)
    add_document(visit, space, Addition(author, description, PDF, content, f"receipt-{space}-{title}-{now()}"))
