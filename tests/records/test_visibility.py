"""Who sees a document: Camille masks what the hospital wrote, Noé hides from his parents, Dr Martin announces."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from ens.fhir.parse import parse_stored
from ens.gate import door, writing
from ens.gate.changes import Change, Context
from ens.gate.door import Found
from ens.gate.house import house
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, Invalid, NotFound, Refused
from ens.policy.facts import Flag
from ens.records import documents, visibility
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.documents import BINARY, DOCUMENT, Deposited, publish, resource_of
from tests.factories.documents import Sheet as Plain
from tests.factories.journal import last
from tests.factories.people import Holder, new_child, new_person

pytestmark = pytest.mark.threat("T-10")


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def martin(camille: Holder) -> Caller:
    """A physician whom Camille has let in."""
    made = new_professional()
    sharing.authorise(camille.visit, camille.space, made.number)
    return made


def letter_for(holder: Holder, *labels: str, by: Caller | None = None) -> Deposited:
    """A hospital's letter with its file."""
    marks = [{"coding": [{"code": code}]} for code in ("N", *labels)]
    return publish(by or new_structure(), holder.identity, securityLabel=marks)


def file_of(found: Found) -> bytes:
    place = house().codec.decode(documents.attachment(parse_stored(found.resource))["url"].removeprefix("Binary/"))
    assert place is not None
    return place[1]


def seen(who: Caller, place: tuple[int, bytes], kind: str = DOCUMENT) -> Found:
    return door.read(who.visit, *place, kind)


def test_camille_masks_a_letter_and_its_file_and_shows_them_again(camille: Holder, martin: Caller) -> None:
    letter = letter_for(camille)
    assert visibility.show(camille.visit, seen(camille.caller, letter.place), masked=True, hidden=False)
    entry = last(camille.space)
    assert (entry.action, entry.reasons) == (Action.RECORDS_ITEM_MASK, ("own_space",))
    file = file_of(seen(camille.caller, letter.place))
    for kind, item in ((DOCUMENT, letter.item), (BINARY, file)):
        with pytest.raises(NotFound):
            seen(martin, (camille.space, item), kind)
    now = seen(camille.caller, letter.place)
    assert documents.codes(parse_stored(now.resource)["securityLabel"]) == ["N", "MASQUE_PS"]
    assert visibility.show(camille.visit, now, masked=False, hidden=False)
    assert seen(martin, letter.place).version == 3


def test_what_is_so_already_is_not_written_again(camille: Holder) -> None:
    letter = letter_for(camille)
    found = seen(camille.caller, letter.place)
    assert not visibility.show(camille.visit, found, masked=False, hidden=False)
    assert not visibility.announce(camille.visit, found)
    assert seen(camille.caller, letter.place).version == 1


def test_the_author_stays_the_author(camille: Holder) -> None:
    hospital = new_structure()
    letter = letter_for(camille, by=hospital)
    visibility.show(camille.visit, seen(camille.caller, letter.place), masked=True, hidden=False)
    assert seen(hospital, letter.place).header.author == hospital.number


def test_dr_martin_masks_nothing_that_another_wrote(camille: Holder, martin: Caller) -> None:
    letter = letter_for(camille)
    with pytest.raises(Refused):
        visibility.show(martin.visit, seen(martin, letter.place), masked=True, hidden=False)
    assert seen(camille.caller, letter.place).version == 1


def test_a_carer_changes_nothing_of_it(camille: Holder) -> None:
    noe = new_person()
    delegations.choose_carer(camille.visit, camille.space, noe.space)
    letter = letter_for(camille)
    with pytest.raises(Refused):
        visibility.show(noe.visit, seen(noe.caller, letter.place), masked=True, hidden=False)


def test_a_minor_hides_from_his_parents_and_from_their_list(database: Database) -> None:
    noe, mother = new_child(), new_person()
    delegations.declare_representative(noe.space, mother.space)
    letter = letter_for(noe)
    assert seen(mother.caller, letter.place)
    visibility.show(noe.visit, seen(noe.caller, letter.place), masked=False, hidden=True)
    with pytest.raises(NotFound):
        seen(mother.caller, letter.place)
    assert seen(noe.caller, letter.place)


def test_who_is_in_charge_announces_and_camille_sees(camille: Holder, martin: Caller) -> None:
    letter = letter_for(camille, "INVISIBLE_PATIENT")
    with pytest.raises(NotFound):
        seen(camille.caller, letter.place)
    found = seen(martin, letter.place)
    with pytest.raises(Conflict):
        visibility.show(martin.visit, found, masked=True, hidden=False)
    assert visibility.announce(martin.visit, found)
    assert last(camille.space).action == Action.RECORDS_ITEM_ANNOUNCE
    assert seen(camille.caller, letter.place).version == 2


@pytest.mark.parametrize(
    ("act", "flags", "type_", "title"),
    [
        (Action.RECORDS_ITEM_MASK, Flag.ARCHIVED, "11488-4", "Compte rendu"),
        (Action.RECORDS_ITEM_MASK, Flag.NOT_ANNOUNCED, "11488-4", "Compte rendu"),
        (Action.RECORDS_ITEM_MASK, Flag.MASKED, "34133-9", "Compte rendu"),
        (Action.RECORDS_ITEM_MASK, Flag.MASKED, "11488-4", "Autre chose"),
        (Action.RECORDS_ITEM_MASK, Flag.DELETED, "11488-4", "Compte rendu"),
    ],
    ids=["archiving", "un-announcing", "another type", "another title", "deleting"],
)
def test_nothing_else_changes_under_cover_of_masking(
    camille: Holder, act: Action, flags: Flag, type_: str, title: str
) -> None:
    letter = letter_for(camille)
    found = seen(camille.caller, letter.place)
    sheet = Plain(title=title, flags=int(flags), type=type_)
    kept = found.header if title != "Autre chose" else replace(found.header, title=title)
    header = replace(kept, flags=int(flags), type=type_)

    def plan(_context: Context) -> Sequence[Change]:
        return [Change(letter.item, header, resource_of(sheet), found.version)]

    with pytest.raises(Invalid):
        writing.write(camille.visit, letter.place, (DOCUMENT, act), plan)
    assert seen(camille.caller, letter.place).version == 1
