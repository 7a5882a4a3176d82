"""docs/life-of-a-visit.md tells what a read really does: which functions it passes by, and with which statements."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from django.test import Client

from ens.gate.facts import _FACTS
from ens.gate.house import house
from ens.journal.append import _INSERT_IF_UNCHANGED
from ens.sharing import services as sharing
from tests.architecture.test_documents import FILE, PROJECT, prose
from tests.databases import Database
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import deposit
from tests.factories.people import new_person
from tests.gate.looking import watch_statements

PAGE = PROJECT / "docs" / "life-of-a-visit.md"
ELSEWHERE = {
    "ens/config/commands/serve.py:listen",  # before the first request
    "ens/config/wsgi.py:application",  # Django's test client takes its own way in
    "ens/gate/trace.py:refuse",  # told as what would happen otherwise
    "ens/gate/facts.py:_FACTS",  # statements and lists, not functions
    "ens/journal/append.py:_INSERT_IF_UNCHANGED",
    "ens/policy/decide.py:RULES",
    "ens/kernel/receipt.py:Receipt",
}


def told() -> set[str]:
    """List the functions that the page names between the socket and the answer."""
    part = prose(PAGE).partition("## 1. ")[2].partition("## 7. ")[0]
    return {f"{place}:{inside}" for place, inside in FILE.findall(part) if inside}


@contextmanager
def passed(into: set[str]) -> Iterator[None]:
    """Note every function of ours that is called."""

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and (at := re.search(r"/(ens/.*)", frame.f_code.co_filename)):
            into.add(f"{at[1]}:{frame.f_code.co_qualname}")

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def test_a_read_passes_by_what_the_page_tells(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    camille, martin = new_person(), new_professional()
    sharing.authorise(camille.visit, camille.space, martin.number)
    document = deposit(new_structure(), camille.space)
    address = f"/fhir/DocumentReference/{house().codec.encode(*document.place)}"
    came_by: set[str] = set()
    statements = watch_statements(monkeypatch)
    with passed(came_by):
        answer = Client(headers={"Authorization": f"Bearer {martin.token}"}).get(address)
    assert answer.status_code == 200
    assert len(told()) > 15
    assert told() - ELSEWHERE - came_by == set()
    assert statements == [_FACTS.sql.decode(), _INSERT_IF_UNCHANGED.sql.decode()]
