"""Finding and reading a person, and what a structure is told of spaces that are not open, under quota."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from ens.gate import people, search, writing
from ens.gate.changes import Change
from ens.gate.house import house
from ens.gate.search import ListQuery
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound, Refused, TooMany
from ens.kernel.ids import HOUSE, NO_ITEM, NOWHERE, new_item
from ens.policy.facts import Flag, Header, SpaceState
from ens.vault.keyring import Keyring
from tests.factories.callers import Caller, new_party, new_structure
from tests.factories.documents import DOCUMENT, deposit, microseconds
from tests.factories.journal import house_entries, last
from tests.factories.people import Holder, new_matricule, new_person

pytestmark = pytest.mark.threat("T-09")


def test_camille_and_her_physician_see_who_she_is(camille: Holder, martin: Caller) -> None:
    for caller in (camille.caller, martin):
        person = people.find_person(caller.visit, camille.identity.oid, camille.identity.matricule)
        assert (person.space, person.identity) == (camille.space, camille.identity)
        assert people.see_person(caller.visit, camille.space) == person
    assert last(camille.space).action == "registry:person:read"
    assert last(camille.space).outcome is Outcome.ALLOWED


def test_a_hospital_finds_the_space_and_not_the_traits(camille: Holder, hospital: Caller) -> None:
    person = people.find_person(hospital.visit, camille.identity.oid, camille.identity.matricule)
    assert (person.space, person.identity) == (camille.space, None)
    assert (last(camille.space).action, last(camille.space).reasons) == ("registry:person:find", ("deposit",))
    with pytest.raises(NotFound):
        people.see_person(hospital.visit, camille.space)


def test_a_stranger_finds_nobody_and_camille_knows(camille: Holder, nguyen: Caller) -> None:
    with pytest.raises(NotFound) as known:
        people.find_person(nguyen.visit, camille.identity.oid, camille.identity.matricule)
    with pytest.raises(NotFound) as unknown:
        people.find_person(nguyen.visit, camille.identity.oid, new_matricule())
    assert known.value.args == unknown.value.args
    assert known.value.reasons == unknown.value.reasons == ()
    assert (last(camille.space).outcome, last(camille.space).reasons) == (Outcome.REFUSED, ("no_right",))
    assert house_entries(nguyen.number)[-1].reasons == ("unknown_space",)


def test_a_number_nobody_has_leads_nowhere(camille: Holder) -> None:
    oid = camille.identity.oid
    assert people.resolve(oid, camille.identity.matricule) == camille.space
    assert people.resolve(oid, new_matricule()) == NOWHERE
    assert people.resolve("1.2.250.1.213.1.4.11", camille.identity.matricule) == NOWHERE


def test_the_houses_own_space_is_nobodys() -> None:
    keyring = house().keys.keyring(0, 1)
    assert isinstance(keyring, Keyring)
    assert people.identity_of(0, keyring) is None


def test_who_knows_the_number_of_a_person_learns_her_name_while_her_key_is_there(camille: Holder) -> None:
    assert people.name_of(camille.number) == "Anna Essai"
    assert people.name_of(camille.number + 1) == ""
    _lose_key(camille)
    assert people.name_of(camille.number) == ""


def test_a_space_has_the_number_and_the_birth_date_of_its_person_if_it_has_one(camille: Holder) -> None:
    assert people.get_number(camille.space) == camille.number
    assert people.get_birth_date(camille.space) == date(1984, 2, 29)
    for space in (HOUSE, NOWHERE):
        for get in (people.get_number, people.get_birth_date):
            with pytest.raises(NotFound):
                get(space)
    _lose_key(camille)
    with pytest.raises(NotFound):
        people.get_birth_date(camille.space)


def _state(author: Caller, holder: Holder, text: bytes, updated: str = "2026-11-22", **more: Any) -> bytes:
    """Say more about a person than her identity."""
    item = more.pop("item", None) or new_item()
    header = Header("Patient", microseconds(updated), microseconds(updated), author.number, **more)
    asked = ("Patient", Action.RECORDS_ITEM_CREATE)
    writing.write(author.visit, (holder.space, NO_ITEM), asked, lambda _: [Change(item, header, text)])
    return item


def test_a_hospital_reads_back_what_it_stated_of_her_and_another_one_does_not(
    camille: Holder, hospital: Caller, martin: Caller
) -> None:
    item = _state(hospital, camille, b"hers")
    person = people.see_person(hospital.visit, camille.space)
    assert person == people.Person(camille.space, None, b"hers")
    entry = last(camille.space)
    assert (entry.action, entry.reasons) == ("records:item:read", ("author",))
    assert [(ref.kind, ref.item, ref.version) for ref in entry.refs] == [("Patient", item, 1)]
    found = people.find_person(hospital.visit, camille.identity.oid, camille.identity.matricule)
    assert (found, last(camille.space).action) == (person, "registry:person:find")
    assert people.see_person(camille.visit, camille.space) == replace(person, identity=camille.identity)
    assert [ref.item for ref in last(camille.space).refs] == [item]
    stranger = new_structure()
    with pytest.raises(NotFound):
        people.see_person(stranger.visit, camille.space)
    assert last(camille.space).action == "registry:person:read"
    sheet = people.find_person(stranger.visit, camille.identity.oid, camille.identity.matricule)
    assert (sheet.sheet, last(camille.space).refs) == (None, ())


@pytest.mark.parametrize("names", [(1, 2), (2, 1)])
def test_the_newest_sheet_that_is_there_for_her_is_shown(
    camille: Holder, hospital: Caller, names: tuple[int, int]
) -> None:
    older, newer = (bytes([name]) * 10 for name in names)
    _state(hospital, camille, b"older", "2026-11-20", item=older)
    _state(new_structure(), camille, b"newer", "2026-11-21", item=newer)
    for flag in (Flag.DELETED, Flag.NOT_ANNOUNCED):
        _state(new_structure(), camille, b"out of sight", "2026-11-22", flags=int(flag))
    assert people.see_person(camille.visit, camille.space).sheet == b"newer"
    assert people.see_person(hospital.visit, camille.space).sheet == b"older"


def _lose_key(holder: Holder) -> None:
    house().keys.file.erase(holder.space, "2026-11-22")
    house().keys.evict(holder.space)


ASKING: dict[str, Callable[[Caller, Holder], object]] = {
    "finding": lambda who, holder: people.find_person(who.visit, holder.identity.oid, holder.identity.matricule),
    "depositing": lambda who, holder: deposit(who, holder.space),
    "listing": lambda who, holder: search.search(who.visit, holder.space, ListQuery(DOCUMENT)),
}


@pytest.mark.parametrize("way", ASKING)
def test_a_hospital_is_told_the_state_of_a_closed_space_until_its_quota_is_used_up(
    settings: Settings, way: str
) -> None:
    settings.ENS_STATE_ANSWERS_PER_DAY = 2
    holder, hospital = new_person(SpaceState.CLOSED), new_structure()
    for _ in range(2):
        with pytest.raises(Refused) as told:
            ASKING[way](hospital, holder)
        assert told.value.reasons == ("space_closed",)
    with pytest.raises(TooMany) as enough:
        ASKING[way](hospital, holder)
    assert (enough.value.reasons, enough.value.retry_after) == (("quota",), 86_400)
    assert (last(holder.space).outcome, last(holder.space).actor_number) == (Outcome.REFUSED, hospital.number)
    with pytest.raises(Refused):
        ASKING[way](new_structure(), holder)


def test_every_question_above_the_quota_is_written_down_too(settings: Settings) -> None:
    settings.ENS_STATE_ANSWERS_PER_DAY = 0
    hospital = new_structure()
    for _ in range(3):
        with pytest.raises(TooMany):
            deposit(hospital, NOWHERE)
    assert len(house_entries(hospital.number)) == 3


def test_a_physician_who_deposits_has_a_quota_too(settings: Settings, nguyen: Caller) -> None:
    settings.ENS_STATE_ANSWERS_PER_DAY = 1
    with pytest.raises(Refused) as told:
        deposit(nguyen, NOWHERE)
    assert told.value.reasons == ("unknown_space",)
    with pytest.raises(TooMany):
        deposit(nguyen, NOWHERE)


def test_who_deposits_nothing_has_no_quota(settings: Settings, camille: Holder) -> None:
    settings.ENS_STATE_ANSWERS_PER_DAY = 0
    closed = new_person(SpaceState.CLOSED)
    for _ in range(2):
        with pytest.raises(Refused) as told:
            people.see_person(closed.visit, closed.space)
        assert told.value.reasons == ("space_closed",)


def test_what_is_hidden_is_not_counted(settings: Settings, camille: Holder) -> None:
    settings.ENS_STATE_ANSWERS_PER_DAY = 0
    structure = new_structure()
    for _ in range(2):
        with pytest.raises(NotFound):
            people.see_person(structure.visit, camille.space)
    assert people.find_person(structure.visit, camille.identity.oid, camille.identity.matricule)
    with pytest.raises(NotFound):
        people.see_person(new_party(ActorKind.APP).visit, camille.space)
