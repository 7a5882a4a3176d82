"""A document and its file read together: two decisions, one line in the history."""

import io

import pytest

from ens.gate import door, writing
from ens.gate.changes import Change
from ens.gate.house import house
from ens.gate.whole import Part, read_whole
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.errors import Gone, HouseError, NotFound, Refused
from ens.policy.facts import Flag
from ens.records.files import FILE, content_of
from ens.sharing import services as sharing
from tests.factories.callers import Caller
from tests.factories.documents import (
    BINARY,
    DOCUMENT,
    TEXT,
    Deposited,
    Sheet,
    delete,
    header_of,
    publish,
    read,
    resource_of,
    update,
)
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_person


@pytest.fixture
def report(camille: Holder, hospital: Caller) -> Deposited:
    return publish(hospital, camille.identity, title="Bilan")


def naming(item: bytes, space: int) -> Part:
    return Part(BINARY, lambda _resource: house().codec.encode(space, item))


def test_camille_opens_a_document_and_its_file_with_one_line(camille: Holder, report: Deposited) -> None:
    before = count("entry", camille.space)
    whole = read_whole(camille.visit, report.place, DOCUMENT, FILE)
    assert (whole.found.header.title, content_of(whole.file)) == ("Bilan", TEXT)
    assert count("entry", camille.space) == before + 1
    entry = last(camille.space)
    assert (entry.action, [ref.item for ref in entry.refs]) == ("records:item:read", [report.item])
    assert _versions(camille.space) == [1]


def test_the_line_says_which_version_was_opened_and_none_where_there_is_none(
    camille: Holder, hospital: Caller, report: Deposited
) -> None:
    update(hospital, report, Sheet(content=read(hospital, report)))
    read_whole(camille.visit, report.place, DOCUMENT, FILE)
    assert _versions(camille.space) == [2]
    with pytest.raises(NotFound):
        read_whole(camille.visit, (camille.space, ids.new_item()), DOCUMENT, FILE)
    assert (last(camille.space).reasons, _versions(camille.space)) == (("unknown",), [0])


def _versions(space: int) -> list[int]:
    return [ref.version for ref in last(space).refs]


def test_a_stranger_opens_neither(camille: Holder, nguyen: Caller, report: Deposited) -> None:
    with pytest.raises(NotFound):
        read_whole(nguyen.visit, report.place, DOCUMENT, FILE)
    assert str(last(camille.space).outcome) == "refused"
    with pytest.raises(Refused):
        read_whole(camille.caller.holding("patient/Binary.r").visit, report.place, DOCUMENT, FILE)


def test_a_deleted_document_is_gone(camille: Holder, hospital: Caller, report: Deposited) -> None:
    delete(hospital, report)
    with pytest.raises(Gone):
        read_whole(camille.visit, report.place, DOCUMENT, FILE)


def test_the_file_is_decided_upon_by_itself(camille: Holder, hospital: Caller, report: Deposited) -> None:
    for scopes, error in (("patient/DocumentReference.r", Refused), ("patient/Patient.r", Refused)):
        with pytest.raises(error):
            read_whole(camille.caller.holding(scopes).visit, report.place, DOCUMENT, FILE)
        assert str(last(camille.space).outcome) == "refused"
    secret = lone_file(hospital, camille.space, Flag.NOT_ANNOUNCED)
    with pytest.raises(NotFound):
        read_whole(camille.visit, report.place, DOCUMENT, naming(secret, camille.space))
    assert last(camille.space).reasons == ("not_announced",)
    gone = lone_file(hospital, camille.space, Flag.DELETED)
    with pytest.raises(NotFound):
        read_whole(camille.visit, report.place, DOCUMENT, naming(gone, camille.space))


def lone_file(author: Caller, space: int, flags: int) -> bytes:
    item, sheet = ids.new_item(), Sheet(flags=flags)
    header = header_of(sheet, author.number, BINARY)
    change = Change(item, header, resource_of(sheet, BINARY), source=io.BytesIO(TEXT))
    writing.write(author.visit, (space, ids.NO_ITEM), (BINARY, Action.RECORDS_ITEM_CREATE), lambda _context: [change])
    return item


@pytest.mark.parametrize("name", ["", "rien", "a" * 26])
def test_a_file_that_is_named_nowhere_is_not_there(camille: Holder, report: Deposited, name: str) -> None:
    with pytest.raises(NotFound):
        read_whole(camille.visit, report.place, DOCUMENT, Part(BINARY, lambda _resource: name))


def test_a_file_of_another_space_or_of_another_kind_is_not_there(
    camille: Holder, hospital: Caller, report: Deposited
) -> None:
    noe = new_person()
    theirs = lone_file(hospital, noe.space, 0)
    for part in (naming(theirs, noe.space), naming(report.item, camille.space), naming(b"0123456789", camille.space)):
        with pytest.raises(NotFound):
            read_whole(camille.visit, report.place, DOCUMENT, part)


def test_a_block_that_comes_first_shuts_the_file_too(camille: Holder, martin: Caller, report: Deposited) -> None:
    assert content_of(read_whole(martin.visit, report.place, DOCUMENT, FILE).file) == TEXT
    sharing.block(camille.visit, camille.space, martin.number)
    with pytest.raises(HouseError):
        read_whole(martin.visit, report.place, DOCUMENT, FILE)
    with pytest.raises(HouseError):
        door.read(martin.visit, *report.place, DOCUMENT)
