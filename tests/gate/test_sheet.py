"""The sheet of a document: what surrounds it is told to those at home alone, within one reading."""

import pytest

from ens.gate import door
from ens.gate import sheet as gate
from ens.gate.house import house
from ens.gate.sheet import Sheet, read_sheet
from ens.kernel.errors import NotFound
from ens.policy.facts import Flag
from ens.records.files import FILE, name_file
from ens.sharing import delegations
from tests.factories import documents
from tests.factories.callers import Caller
from tests.factories.documents import BINARY, DOCUMENT, Deposited, publish, read
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_child


@pytest.fixture
def report(camille: Holder, hospital: Caller) -> Deposited:
    return publish(hospital, camille.identity)


def look(caller: Caller, document: Deposited) -> Sheet:
    return read_sheet(caller.visit, document.place, DOCUMENT, FILE)


def test_one_line_for_the_whole_page(camille: Holder, report: Deposited) -> None:
    before = count("entry", camille.space)
    found = look(camille.caller, report)
    assert count("entry", camille.space) == before + 1
    assert last(camille.space).action == "records:item:read"
    assert found.reader == camille.number
    assert found.audience is not None
    assert found.audience.seers[0].actor.number == camille.number


def test_camille_learns_who_opened_it_and_who_tried(
    camille: Holder, martin: Caller, nguyen: Caller, report: Deposited
) -> None:
    other = publish(martin, camille.identity)
    read(martin, other)
    found = read(martin, report)
    file = name_file(found)
    door.read(martin.visit, camille.space, _item(file), BINARY)
    with pytest.raises(NotFound):
        read(nguyen, report)
    seen = [(entry.actor_number, entry.action, str(entry.outcome)) for entry in look(camille.caller, report).openings]
    assert seen == [
        (camille.number, "records:item:read", "allowed"),
        (nguyen.number, "records:item:read", "refused"),
        (martin.number, "records:item:read", "allowed"),
        (martin.number, "records:item:read", "allowed"),
    ]


def _item(public: str) -> bytes:
    place = house().codec.decode(public)
    assert place is not None
    return place[1]


def test_only_the_newest_lines_are_looked_through(
    camille: Holder, martin: Caller, report: Deposited, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(martin, report)
    monkeypatch.setattr(gate, "SURVEYED", 1)
    assert [entry.actor_number for entry in look(camille.caller, report).openings] == [camille.number]


def test_a_physician_reads_it_and_learns_nothing_of_others(camille: Holder, martin: Caller, report: Deposited) -> None:
    look(camille.caller, report)
    found = look(martin, report)
    assert (found.audience, found.openings, found.changeable) == (None, [], False)


def test_a_representative_learns_what_the_child_would(camille: Holder, hospital: Caller) -> None:
    child = new_child()
    delegations.declare_representative(child.space, camille.space)
    document = publish(hospital, child.identity)
    assert look(camille.caller, document).audience == look(child.caller, document).audience
    delegations.withdraw_representative(child.space, camille.space)
    with pytest.raises(NotFound):
        look(camille.caller, document)


def test_versions_are_told_newest_first_and_not_without_end(
    camille: Holder, hospital: Caller, report: Deposited, monkeypatch: pytest.MonkeyPatch
) -> None:
    cited = read(hospital, report)
    for number, title in ((1, "Deux"), (2, "Trois")):
        seen = documents.Sheet(title=title, content=cited)
        documents.update(hospital, report, seen, number)
    found = look(camille.caller, report)
    assert [(number, header.title) for number, header in found.versions] == [
        (3, "Trois"),
        (2, "Deux"),
        (1, "Compte rendu"),
    ]
    monkeypatch.setattr(gate, "VERSIONS", 1)
    assert [number for number, _ in look(camille.caller, report).versions] == [3, 2]


def test_one_may_change_ones_own(camille: Holder, hospital: Caller, report: Deposited) -> None:
    assert not look(camille.caller, report).changeable
    assert look(hospital, report).changeable
    assert look(camille.caller, publish(camille.caller, camille.identity)).changeable


def test_what_is_not_announced_has_no_sheet(camille: Holder, hospital: Caller) -> None:
    label = [{"coding": [{"code": "INVISIBLE_PATIENT"}]}]
    document = publish(hospital, camille.identity, securityLabel=label)
    with pytest.raises(NotFound):
        look(camille.caller, document)
    assert look(hospital, document).whole.found.header.flags == Flag.NOT_ANNOUNCED
