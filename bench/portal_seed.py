"""Fills a house for the pages: `python -m bench.portal_seed FILE`. Marcel's thousand documents, a thousand readings.

Everything goes through the doors of everyone; the file says where to look and with which session.
"""

import json
import os
import sys
from pathlib import Path
from typing import Final

from ens.config.start import started
from ens.fhir.endpoint import kinds
from ens.fhir.parse import parse_stored
from ens.gate import door
from ens.gate.house import house
from ens.gate.search import ListQuery, search
from ens.kernel import clock
from ens.kernel.ids import NO_ITEM
from ens.sandbox.crowd.deposits import settle_crowd
from ens.sandbox.crowd.people import MARCEL
from ens.sandbox.crowd.stories import LONG
from ens.sandbox.grants import find_row, issue_token
from ens.sandbox.population import visit_of

_KIND: Final = "DocumentReference"


def main(path: str) -> int:
    """Settle Marcel once, and write a session of his with one document of each form."""
    with started():
        if find_row(MARCEL.slug) is None:
            for deposited in settle_crowd(kinds(), clock.today()):
                if deposited >= LONG:
                    break
            _let_read()
        Path(path).write_text(json.dumps(_places()), "utf-8")
    return 0


def _let_read() -> None:
    """Let his doctor open every document, one after the other."""
    row = find_row(MARCEL.slug)
    assert row is not None
    doctor = visit_of("dr-martin")
    page = search(doctor, row.space, ListQuery(_KIND, limit=LONG))
    for hit in page.hits:
        door.read(doctor, row.space, hit.item, _KIND)


def _places() -> dict[str, str]:
    row = find_row(MARCEL.slug)
    assert row is not None
    encode = house().codec.encode
    found = {"patient": encode(row.space, NO_ITEM), "session": issue_token(MARCEL.slug) or ""}
    for hit in search(visit_of(MARCEL.slug), row.space, ListQuery(_KIND, limit=200)).hits:
        file = parse_stored(hit.resource)["content"][0]["attachment"]
        found.setdefault(file["contentType"], encode(row.space, hit.item))
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")
    sys.exit(main(sys.argv[1]))
