"""Camille looks into her history: everything is there at once, and her looking too."""

from pathlib import Path

import pytest

from ens.gate import history
from ens.gate.house import database, house
from ens.journal.integrate import integrate
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound, Refused
from ens.policy.facts import Flag
from tests.databases import wait_for_neighbours
from tests.factories.callers import Caller, new_party
from tests.factories.documents import Sheet, delete, deposit, read, update
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_person


def test_camille_sees_who_came_and_that_she_looked(camille: Holder, martin: Caller, nguyen: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    read(martin, document)
    with pytest.raises(NotFound):
        read(nguyen, document)
    lines = history.list_entries(camille.visit, camille.space, None, 50)
    seen = [(line.entry.actor_number, line.entry.action, str(line.entry.outcome)) for line in lines if line.entry]
    assert seen == [
        (camille.number, "history:entry:list", "allowed"),
        (nguyen.number, "records:item:read", "refused"),
        (martin.number, "records:item:read", "allowed"),
        (camille.number, "records:item:create", "allowed"),
        (camille.number, "sharing:authorisation:give", "allowed"),
        (0, "lifecycle:space:create", "allowed"),
    ]
    page = history.list_entries(camille.visit, camille.space, lines[2].id, 2)
    assert [line.id for line in page] == [line.id for line in lines[3:5]]


def test_one_entry_is_read_and_an_unknown_one_is_not_there(camille: Holder) -> None:
    entry = last(camille.space)
    line = history.read_entry(camille.visit, camille.space, entry.id)
    assert (line.id, line.entry) == (entry.id, entry)
    assert last(camille.space).action == "history:entry:read"
    with pytest.raises(NotFound):
        history.read_entry(camille.visit, camille.space, entry.id + 1)
    with pytest.raises(NotFound):
        history.prove_entry(camille.visit, camille.space, entry.id + 1)
    assert last(camille.space).action == "history:entry:prove"


def test_a_proof_follows_the_integrator(camille: Holder, tmp_path: Path) -> None:
    entry = last(camille.space)
    assert history.prove_entry(camille.visit, camille.space, entry.id) is None
    wait_for_neighbours(database())
    while integrate(database(), house().signer, tmp_path, 20_000):
        pass
    assert history.prove_entry(camille.visit, camille.space, entry.id) is not None


def test_nobody_else_looks_into_her_history(camille: Holder, martin: Caller, hospital: Caller) -> None:
    support = new_party(ActorKind.SUPPORT, scopes="user/*.cruds")
    for caller in (martin, hospital, support, new_person().caller):
        before = count("entry", camille.space)
        with pytest.raises(NotFound):
            history.list_entries(caller.visit, camille.space, None, 50)
        assert count("entry", camille.space) == before + 1
        assert last(camille.space).actor_number == caller.number
    with pytest.raises(Refused) as told:
        history.list_entries(camille.caller.holding("patient/DocumentReference.rs").visit, camille.space, None, 50)
    assert told.value.reasons == ("scope",)


def test_the_history_of_an_unknown_space_is_not_there(nguyen: Caller) -> None:
    with pytest.raises(NotFound):
        history.list_entries(nguyen.visit, (1 << 48) - 2, None, 50)


def test_what_is_not_announced_is_in_the_history_without_its_name(
    camille: Holder, hospital: Caller, tmp_path: Path
) -> None:
    told = deposit(hospital, camille.space)
    untold = deposit(hospital, camille.space, Sheet(flags=int(Flag.NOT_ANNOUNCED)))
    seen = history.list_entries(camille.visit, camille.space, None, 9)
    refs = [[ref.item for ref in line.entry.refs] for line in seen if line.entry and line.entry.refs]
    deposits = [line for line in seen if line.entry and line.entry.action == "records:item:create"]
    assert refs == [[told.item]]
    assert [line.entry.actor_number for line in deposits if line.entry] == [hospital.number] * 2
    assert history.read_entry(camille.visit, camille.space, deposits[0].id) == deposits[0]
    wait_for_neighbours(database())
    while integrate(database(), house().signer, tmp_path, 20_000):
        pass
    assert history.prove_entry(camille.visit, camille.space, deposits[0].id) is None
    assert history.prove_entry(camille.visit, camille.space, deposits[1].id) is not None
    update(hospital, untold, Sheet(flags=0))
    line = history.read_entry(camille.visit, camille.space, deposits[0].id)
    assert line.entry is not None
    assert [ref.item for ref in line.entry.refs] == [untold.item]
    assert history.prove_entry(camille.visit, camille.space, deposits[0].id) is not None


def everything(survey: history.Survey) -> list[int]:
    return [glance.id for glance in survey.glances]


def test_camille_is_told_the_titles_of_what_she_may_see(camille: Holder, martin: Caller, hospital: Caller) -> None:
    deposit(hospital, camille.space, Sheet(title="Lettre de sortie"))
    hidden = deposit(hospital, camille.space, Sheet(title="Biopsie", flags=int(Flag.NOT_ANNOUNCED)))
    withdrawn = deposit(hospital, camille.space, Sheet(title="Lettre d’une autre"))
    delete(hospital, withdrawn)
    read(martin, hidden)
    before = count("entry", camille.space)
    account = history.tell(camille.visit, camille.space, everything)
    assert count("entry", camille.space) == before + 1
    assert sorted(account.titles.values()) == ["Lettre de sortie"]
    refs = {ref.item for line in account.lines if line.entry for ref in line.entry.refs}
    assert hidden.item not in refs
    assert withdrawn.item in refs
    assert {line.entry.action for line in account.lines if line.entry and line.id in account.held} == {
        "records:item:create",
        "records:item:read",
    }
    assert (account.reader, account.sharing.owner) == (camille.number, camille.number)


def test_the_directory_says_who_came(camille: Holder, martin: Caller, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    read(martin, document)
    directory = history.tell(camille.visit, camille.space, everything).directory
    assert {number: (party.name, party.profession) for number, party in directory.items()} == {
        martin.number: (martin.name, "10"),
        hospital.number: (hospital.name, ""),
    }


def test_what_lies_far_back_is_looked_over_from_there(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    for _ in range(4):
        read(martin, document)
    ids = [line.id for line in history.list_entries(camille.visit, camille.space, None, 50)]
    seen: list[history.Survey] = []

    def choose(survey: history.Survey) -> list[int]:
        seen.append(survey)
        return [survey.glances[0].id]

    history.tell(camille.visit, camille.space, choose, depth=3)
    history.tell(camille.visit, camille.space, choose, reach=ids[2], depth=8)
    account = history.tell(camille.visit, camille.space, choose, reach=ids[4], depth=3)
    assert [len(survey.glances) for survey in seen] == [3, 8, 3]
    assert [survey.whole for survey in seen] == [False, False, True]
    assert everything(seen[2]) == ids[5:8]
    assert [line.id for line in account.lines] == [ids[5]]
    history.tell(camille.visit, camille.space, choose, depth=50)
    history.tell(camille.visit, camille.space, choose, reach=seen[3].glances[1].id, depth=2)
    assert everything(seen[4]) == everything(seen[3])[2:4]


def test_one_entry_is_told_with_its_titles(camille: Holder, hospital: Caller) -> None:
    deposit(hospital, camille.space, Sheet(title="Lettre de sortie"))
    entry = last(camille.space)
    account = history.tell_entry(camille.visit, camille.space, entry.id)
    assert [line.entry for line in account.lines] == [entry]
    assert list(account.titles.values()) == ["Lettre de sortie"]
    assert last(camille.space).action == "history:entry:read"
    with pytest.raises(NotFound):
        history.tell_entry(camille.visit, camille.space, entry.id + 1)


def test_nobody_else_is_told_anything(camille: Holder, martin: Caller) -> None:
    entry = last(camille.space)
    with pytest.raises(NotFound):
        history.tell(martin.visit, camille.space, everything)
    with pytest.raises(NotFound):
        history.tell_entry(martin.visit, camille.space, entry.id)
    assert [last(camille.space).action, last(camille.space).outcome] == ["history:entry:read", "refused"]
