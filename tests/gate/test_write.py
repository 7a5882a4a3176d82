"""Writing at the gate: all or nothing, each change decided by itself, and the entry that says what was written."""

import io
from collections.abc import Sequence

import pytest
from django.conf import settings as django_settings
from msgspec.structs import replace
from pytest_django import Settings

from ens.gate import door, writing
from ens.gate.changes import Change, Context, Written
from ens.gate.choices import Choices, make_choices
from ens.gate.house import database, house
from ens.journal.entry import Outcome
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, Gone, Invalid, NotFound, Refused, TooLarge
from ens.lifecycle import services as lifecycle
from ens.policy.facts import Flag, SpaceState
from ens.sharing import delegations
from ens.sharing import services as sharing
from ens.vault import boxes, items
from tests.factories.callers import Caller, new_structure
from tests.factories.documents import (
    BINARY,
    DOCUMENT,
    PDF,
    Deposited,
    Sheet,
    delete,
    deposit,
    header_of,
    read,
    resource_of,
    update,
)
from tests.factories.journal import count, entries, house_entries, last
from tests.factories.people import Holder, new_child, new_person
from tests.gate.looking import files_of

CREATE, UPDATE = Action.RECORDS_ITEM_CREATE, Action.RECORDS_ITEM_UPDATE


def _new(caller: Caller, **changes: object) -> Change:
    made = Change(ids.new_item(), header_of(Sheet(), caller.number), resource_of(Sheet()))
    return replace(made, **changes)


def _write(
    caller: Caller, space: int, *changes: Change, act: Action = CREATE, item: bytes = ids.NO_ITEM
) -> list[Written]:
    return writing.write(caller.visit, (space, item), (DOCUMENT, act), lambda _: changes)


def _stored(space: int) -> tuple[int, int, int]:
    return count("item", space), count("item_past", space), len(files_of(space))


def test_a_hospital_deposits_and_the_entry_names_what_it_wrote(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF))
    entry = last(camille.space)
    assert (entry.outcome, entry.action, entry.reasons) == (Outcome.ALLOWED, "records:item:create", ("deposit",))
    assert (entry.actor_number, entry.actor_identifier) == (hospital.number, hospital.identifier)
    assert [(ref.kind, ref.item, ref.version) for ref in entry.refs] == [
        (DOCUMENT, document.item, 1),
        (BINARY, document.file, 1),
    ]
    keyring = house().keys.keyring(camille.space, 1)
    assert keyring is not None
    draft = boxes.Draft(document.item, 1, header_of(Sheet(), hospital.number), resource_of(Sheet()))
    assert entry.refs[0].digest == boxes.digest(keyring, draft)
    assert _stored(camille.space) == (2, 0, 1)
    assert read(camille.caller, document) == resource_of(Sheet())


def test_what_is_returned_names_every_version_in_the_order_asked_for(camille: Holder, hospital: Caller) -> None:
    changes = [_new(hospital, item=bytes([number]) * 10) for number in (9, 3, 7)]
    written = _write(hospital, camille.space, *changes)
    assert written == [Written(change.item, 1, DOCUMENT) for change in changes]


def test_the_room_is_told_who_writes_where_and_about_whom(camille: Holder, hospital: Caller) -> None:
    seen: list[Context] = []

    def plan(context: Context) -> Sequence[Change]:
        seen.append(context)
        return []

    writing.write(hospital.visit, (camille.space, ids.NO_ITEM), (DOCUMENT, CREATE), plan)
    (context,) = seen
    assert (context.space, context.actor.number) == (camille.space, hospital.number)
    assert context.identity() == camille.identity
    assert (context.header, context.version) == (None, 0)
    document = update(hospital, deposit(hospital, camille.space), Sheet(title="deux"))
    writing.write(hospital.visit, document.place, (DOCUMENT, UPDATE), plan)
    assert (seen[1].header, seen[1].version) == (header_of(Sheet(title="deux"), hospital.number), 2)


def test_an_update_keeps_the_version_before_and_names_the_new_one(camille: Holder, hospital: Caller) -> None:
    document = update(hospital, deposit(hospital, camille.space), Sheet(title="corrigé"))
    entry = last(camille.space)
    assert (entry.action, entry.reasons) == ("records:item:update", ("author",))
    assert [(ref.item, ref.version, ref.digest is not None) for ref in entry.refs] == [(document.item, 2, True)]
    assert _stored(camille.space)[:2] == (1, 1)


def test_a_version_that_is_not_the_current_one_is_a_conflict_and_leaves_only_the_failure(
    camille: Holder, hospital: Caller
) -> None:
    document = deposit(hospital, camille.space)
    update(hospital, document, Sheet(title="deux"))
    for seen in (1, 3):
        before = len(entries(camille.space))
        with pytest.raises(Conflict) as told:
            update(hospital, document, Sheet(title="trois"), seen=seen)
        assert told.value.reasons == ("version",)
        (entry,) = entries(camille.space)[before:]
        assert (entry.outcome, entry.reasons, entry.refs) == (Outcome.FAILED, ("conflict",), ())
        assert (entry.action, entry.actor_number) == ("records:item:update", hospital.number)
    assert read(hospital, document) == resource_of(Sheet(title="deux"))
    assert _stored(camille.space) == (1, 1, 0)


@pytest.mark.parametrize("act", [UPDATE, Action.RECORDS_ITEM_DELETE])
def test_nobody_alters_what_another_wrote(camille: Holder, martin: Caller, hospital: Caller, act: Action) -> None:
    document = deposit(hospital, camille.space)
    for caller in (camille.caller, martin):
        change = Change(document.item, header_of(Sheet(), caller.number), b"{}", 1)
        with pytest.raises(NotFound):
            _write(caller, camille.space, change, act=act, item=document.item)
        entry = last(camille.space)
        assert (entry.outcome, entry.reasons, entry.action) == (Outcome.REFUSED, ("no_right",), str(act))
        assert [ref.item for ref in entry.refs] == [document.item]
    assert _stored(camille.space) == (1, 0, 0)


def test_one_refused_change_refuses_them_all(camille: Holder, hospital: Caller, nguyen: Caller) -> None:
    foreign = deposit(nguyen, camille.space, Sheet(file=PDF))
    own = _new(hospital, source=io.BytesIO(PDF))
    stolen = Change(foreign.item, header_of(Sheet(title="changé"), hospital.number), b"{}", 1)
    with pytest.raises(NotFound):
        _write(hospital, camille.space, own, stolen)
    entry = last(camille.space)
    assert (entry.outcome, entry.action, entry.reasons) == (Outcome.REFUSED, "records:item:update", ("no_right",))
    assert [(ref.item, ref.version) for ref in entry.refs] == [(foreign.item, 1)]
    assert _stored(camille.space) == (2, 0, 1)


def test_a_change_to_what_is_not_there_is_refused_as_missing(camille: Holder, hospital: Caller) -> None:
    ghost = Change(ids.new_item(), header_of(Sheet(), hospital.number), b"{}", 1)
    with pytest.raises(NotFound):
        _write(hospital, camille.space, _new(hospital), ghost)
    assert (last(camille.space).outcome, last(camille.space).reasons) == (Outcome.REFUSED, ("unknown",))
    assert _stored(camille.space) == (0, 0, 0)


def test_a_withdrawn_document_is_not_written_again(camille: Holder, hospital: Caller) -> None:
    document = delete(hospital, deposit(hospital, camille.space))
    assert last(camille.space).action == "records:item:delete"
    with pytest.raises(Gone):
        update(hospital, document, Sheet())
    assert last(camille.space).reasons == ("deleted",)
    with pytest.raises(NotFound):
        update(hospital, Deposited(camille.space, ids.new_item()), Sheet())
    assert _stored(camille.space) == (1, 1, 0)


@pytest.mark.parametrize("act", [UPDATE, Action.RECORDS_ITEM_DELETE])
def test_a_file_is_not_there_for_who_asks_for_a_document(camille: Holder, hospital: Caller, act: Action) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF))
    assert document.file is not None
    change = Change(document.file, header_of(Sheet(), hospital.number), b"{}", 1)
    with pytest.raises(NotFound):
        _write(hospital, camille.space, change, act=act, item=document.file)
    assert (last(camille.space).outcome, last(camille.space).action) == (Outcome.REFUSED, str(act))
    assert _stored(camille.space) == (2, 0, 1)


def test_withdrawing_asks_for_its_own_letter(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    with pytest.raises(Refused) as told:
        delete(hospital.holding("system/DocumentReference.cru"), document)
    assert told.value.reasons == ("scope",)
    assert delete(hospital.holding("system/DocumentReference.d"), document).version == 2


def test_a_file_changes_with_the_document_that_it_follows(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF))
    assert document.file is not None
    narrow = hospital.holding("system/DocumentReference.cu")
    file = door.read(hospital.visit, camille.space, document.file, BINARY)
    about = header_of(Sheet(), hospital.number, BINARY)
    kept = Change(document.file, about, file.resource, 1, blob=file.blob, follows=DOCUMENT)
    with pytest.raises(Refused) as told:
        _write(narrow, camille.space, replace(kept, follows=""), act=UPDATE, item=document.item)
    assert told.value.reasons == ("scope",)
    _write(narrow, camille.space, kept, act=UPDATE, item=document.item)
    again = door.read(hospital.visit, camille.space, document.file, BINARY)
    assert (again.version, b"".join(door.stream(again))) == (2, PDF)


# Failures


def test_a_file_too_large_leaves_only_the_failure(camille: Holder, hospital: Caller, settings: Settings) -> None:
    settings.ENS_DOCUMENT_LIMIT = len(PDF) - 1
    with pytest.raises(TooLarge):
        deposit(hospital, camille.space, Sheet(file=PDF))
    assert (last(camille.space).outcome, last(camille.space).reasons) == (Outcome.FAILED, ("toolarge",))
    assert _stored(camille.space) == (0, 0, 0)
    settings.ENS_DOCUMENT_LIMIT = len(PDF)
    deposit(hospital, camille.space, Sheet(file=PDF))
    assert _stored(camille.space) == (2, 0, 1)


def test_a_name_that_is_taken_leaves_only_the_failure(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    twin = _new(hospital, item=document.item, resource=b"other")
    with pytest.raises(Conflict) as told:
        _write(hospital, camille.space, _new(hospital, source=PDF), twin)
    assert told.value.reasons == ("taken",)
    assert (last(camille.space).outcome, last(camille.space).reasons) == (Outcome.FAILED, ("taken",))
    assert _stored(camille.space) == (1, 0, 0)
    assert read(hospital, document) == resource_of(Sheet())


def test_a_room_that_finds_the_content_wrong_leaves_only_the_failure(camille: Holder, hospital: Caller) -> None:
    def plan(_: Context) -> Sequence[Change]:
        raise Invalid

    with pytest.raises(Invalid):
        writing.write(hospital.visit, (camille.space, ids.NO_ITEM), (DOCUMENT, CREATE), plan)
    assert (last(camille.space).outcome, last(camille.space).reasons) == (Outcome.FAILED, ("invalid",))


def test_a_full_disk_leaves_only_the_failure(camille: Holder, hospital: Caller) -> None:
    class Full(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise OSError

    with pytest.raises(OSError):
        _write(hospital, camille.space, _new(hospital, source=PDF), _new(hospital, source=Full()))
    assert (last(camille.space).outcome, last(camille.space).reasons) == (Outcome.FAILED, ("storage",))
    assert _stored(camille.space) == (0, 0, 0)


def test_a_write_whose_end_nobody_heard_keeps_its_file(
    camille: Holder, hospital: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit went through and the call was cut before its answer: the item is there, so its file must be."""
    made = []

    def cut(*written: object) -> Written:
        made.append(written)
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "Written", cut)
    with pytest.raises(KeyboardInterrupt):
        deposit(hospital, camille.space, Sheet(file=PDF))
    assert _stored(camille.space) == (2, 0, 1)


# The state of the space


STATES = {
    SpaceState.CLOSED: "space_closed",
    SpaceState.OPPOSED: "space_opposed",
    SpaceState.SUSPENDED: "space_suspended",
    SpaceState.ANNOUNCED: "space_announced",
}


@pytest.mark.parametrize("state", STATES)
def test_a_hospital_is_told_why_its_deposit_is_not_taken(hospital: Caller, state: SpaceState) -> None:
    holder = new_person(state)
    with pytest.raises(Refused) as told:
        deposit(hospital, holder.space, Sheet(file=PDF))
    assert told.value.reasons == (STATES[state],)
    assert (last(holder.space).outcome, last(holder.space).reasons) == (Outcome.REFUSED, (STATES[state],))
    assert _stored(holder.space) == (0, 0, 0)


def test_a_space_that_nobody_has_takes_nothing(hospital: Caller) -> None:
    with pytest.raises(Refused) as told:
        deposit(hospital, ids.NOWHERE)
    assert told.value.reasons == ("unknown_space",)
    assert house_entries(hospital.number)[-1].action == "records:item:create"


def test_a_space_just_created_takes_deposits_already(hospital: Caller) -> None:
    holder = new_person(SpaceState.CREATED)
    assert deposit(hospital, holder.space).version == 1


def test_a_closed_space_gives_nothing_out_not_even_to_camille(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    lifecycle.close_space(camille.visit, camille.space)
    for caller in (camille.caller, martin):
        with pytest.raises(Refused) as told:
            read(caller, document)
        assert told.value.reasons == ("space_closed",)


# What changes who may see


def _version(space: int) -> int:
    with database().cursor() as cursor:
        cursor.execute("SELECT version FROM space WHERE id = %s", [space])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("sheet", "touches"),
    [
        (Sheet(title="autre"), False),
        (Sheet(flags=Flag.MASKED), True),
        (Sheet(flags=Flag.ARCHIVED), True),
        (Sheet(type="75496-0"), True),
        (Sheet(class_code="95"), True),
    ],
)
def test_a_change_of_who_may_see_makes_acts_in_flight_decide_again(
    camille: Holder, hospital: Caller, sheet: Sheet, touches: bool
) -> None:
    document = deposit(hospital, camille.space)
    before = _version(camille.space)
    update(hospital, document, sheet)
    assert _version(camille.space) == before + touches
    assert last(camille.space).outcome is Outcome.ALLOWED


def test_a_new_masked_document_disturbs_nobody(camille: Holder, hospital: Caller) -> None:
    before = _version(camille.space)
    deposit(hospital, camille.space, Sheet(flags=Flag.MASKED))
    assert _version(camille.space) == before


def test_a_blocked_hospital_deposits_and_cannot_correct_any_more(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    sharing.block(camille.visit, camille.space, hospital.number)
    deposit(hospital, camille.space)
    with pytest.raises(Refused) as told:
        update(hospital, document, Sheet(title="corrigé"))
    assert told.value.reasons == ("blocked",)


def test_what_lies_in_the_database_is_sealed_and_says_only_sizes_and_days(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF, title="Sérologie"))
    row = items.find(database(), *document.place)
    assert row is not None
    assert "Sérologie".encode() not in row.header + row.body
    (path,) = files_of(camille.space)
    assert PDF[:20] not in path.read_bytes()
    assert len(PDF) <= django_settings.ENS_DOCUMENT_LIMIT


def test_a_room_is_told_to_mask_what_others_add_and_not_what_the_family_adds() -> None:
    noe, mother, hospital = new_child(), new_person(), new_structure()
    delegations.declare_representative(noe.space, mother.space)
    told = dict[int, list[bool]]()

    def add(caller: Caller) -> None:
        def plan(context: Context) -> Sequence[Change]:
            told.setdefault(caller.number, []).append(context.masks_new)
            return [_new(caller)]

        writing.write(caller.visit, (noe.space, ids.NO_ITEM), (DOCUMENT, CREATE), plan)

    for masks in (False, True):
        make_choices(mother.visit, noe.space, Choices(masks_new=masks, regulation=True, break_glass=True))
        for caller in (noe.caller, mother.caller, hospital):
            add(caller)
    assert told == {
        noe.number: [False, False],
        mother.number: [False, False],
        hospital.number: [False, True],
    }
