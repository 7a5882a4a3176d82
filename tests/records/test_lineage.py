"""The documents that one replaces, and those that replace it; only what the caller may see."""

from typing import Any

import pytest

from ens.gate import door
from ens.gate.door import Found
from ens.gate.house import house
from ens.records import lineage
from ens.records.lineage import find_lineage
from tests.databases import Database
from tests.factories.callers import Caller, new_structure
from tests.factories.documents import DOCUMENT, Deposited, publish
from tests.factories.journal import count
from tests.factories.people import Holder, new_person


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def laboratory(camille: Holder) -> Caller:
    return new_structure()


def successor(author: Caller, holder: Holder, old: Deposited, title: str, **more: Any) -> Deposited:
    target = {"reference": f"{DOCUMENT}/{house().codec.encode(*old.place)}"}
    return publish(author, holder.identity, title=title, relatesTo=[{"code": "replaces", "target": target}], **more)


def found(holder: Holder, document: Deposited) -> Found:
    return door.read(holder.visit, *document.place, DOCUMENT)


def titles(documents: list[Found]) -> list[str]:
    return [each.header.title for each in documents]


def test_three_documents_in_a_row_know_each_other(camille: Holder, laboratory: Caller) -> None:
    first = publish(laboratory, camille.identity, title="Un")
    second = successor(laboratory, camille, first, "Deux")
    third = successor(laboratory, camille, second, "Trois")
    line = find_lineage(camille.visit, found(camille, first))
    assert (titles(line.newer), titles(line.older)) == (["Deux", "Trois"], [])
    line = find_lineage(camille.visit, found(camille, second))
    assert (titles(line.newer), titles(line.older)) == (["Trois"], ["Un"])
    line = find_lineage(camille.visit, found(camille, third))
    assert (titles(line.newer), titles(line.older)) == ([], ["Deux", "Un"])


def test_a_document_alone_is_looked_for_nowhere(camille: Holder, laboratory: Caller) -> None:
    alone = found(camille, publish(laboratory, camille.identity))
    before = count("entry", camille.space)
    assert find_lineage(camille.visit, alone) == lineage.Lineage([], [])
    assert count("entry", camille.space) == before


def test_what_is_not_announced_is_in_no_row(camille: Holder, laboratory: Caller) -> None:
    first = publish(laboratory, camille.identity, title="Un")
    label = [{"coding": [{"code": "INVISIBLE_PATIENT"}]}]
    successor(laboratory, camille, first, "Deux", securityLabel=label)
    assert find_lineage(camille.visit, found(camille, first)) == lineage.Lineage([], [])


def test_a_long_row_is_cut(camille: Holder, laboratory: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lineage, "STEPS", 2)
    row = [publish(laboratory, camille.identity, title="0")]
    for number in range(1, 4):
        row.append(successor(laboratory, camille, row[-1], str(number)))
    assert titles(find_lineage(camille.visit, found(camille, row[-1])).older) == ["2", "1"]
    assert titles(find_lineage(camille.visit, found(camille, row[0])).newer) == ["1", "2"]
