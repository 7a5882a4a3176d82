"""Camille looks into her history: everything is there at once, and her looking too."""

from pathlib import Path

import pytest

from ens.gate import door, history
from ens.gate.house import database, house
from ens.gate.search import ListQuery, search
from ens.journal.integrate import integrate
from ens.journal.read import Line
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound, Refused
from ens.policy.facts import Flag
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.databases import Database, wait_for_neighbours
from tests.factories.callers import Caller, new_party, new_structure
from tests.factories.documents import Sheet, delete, deposit, read, update
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_child, new_person
from tests.gate.looking import watch_statements


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
    history.tell(camille.visit, camille.space, choose, reach=seen[3].glances[0].id, depth=2)
    assert everything(seen[4]) == everything(seen[3])[1:3]  # the newest two end where one reads on


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


@pytest.fixture
def noe(camille: Holder) -> Holder:
    """A minor whom Camille represents."""
    child = new_child(15)
    delegations.declare_representative(child.space, camille.space)
    return child


def acts(lines: list[Line], *actions: str) -> list[tuple[int, list[bytes]]]:
    """List who did these acts, and to what."""
    entries = [line.entry for line in lines if line.entry and line.entry.action in actions]
    return [(entry.actor_number, [ref.item for ref in entry.refs]) for entry in entries]


CREATE, READ, LIST = "records:item:create", "records:item:read", "records:item:list"
SECRET = Sheet(title="Secret", flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES))


@pytest.mark.threat("T-24")
def test_a_representative_does_not_learn_who_came_for_a_secret(camille: Holder, noe: Holder, hospital: Caller) -> None:
    told, secret = deposit(hospital, noe.space), deposit(new_structure(), noe.space, SECRET)
    read(noe.caller, told)
    read(noe.caller, secret)
    for lines in (
        history.list_entries(camille.visit, noe.space, None, 50),
        history.tell_page(camille.visit, noe.space, None, 50).lines,
        history.tell(camille.visit, noe.space, lambda survey: [each.id for each in survey.glances]).lines,
    ):
        assert acts(lines, CREATE) == [(hospital.number, [told.item])]
        assert acts(lines, READ) == [(noe.number, [told.item])]
    for own in (
        history.list_entries(noe.visit, noe.space, None, 50),
        history.tell(noe.visit, noe.space, everything).lines,
    ):
        assert [items for _, items in acts(own, CREATE)] == [[secret.item], [told.item]]


@pytest.mark.threat("T-24")
def test_a_secret_entry_is_not_there_for_a_representative(camille: Holder, noe: Holder) -> None:
    deposit(new_structure(), noe.space, SECRET)
    entry = last(noe.space).id
    for look in (history.read_entry, history.tell_entry, history.prove_entry):
        with pytest.raises(NotFound):
            look(camille.visit, noe.space, entry)
    assert history.read_entry(noe.visit, noe.space, entry)


@pytest.mark.threat("T-24")
def test_a_line_about_other_things_too_stays_without_the_secret(camille: Holder, noe: Holder) -> None:
    told, _ = deposit(noe.caller, noe.space), deposit(noe.caller, noe.space, SECRET)
    search(noe.visit, noe.space, ListQuery("DocumentReference"))
    lines = history.list_entries(camille.visit, noe.space, None, 50)
    assert acts(lines, LIST) == [(noe.number, [told.item])]


@pytest.mark.threat("T-24")
def test_what_names_no_item_and_a_look_at_the_whole_list_stay_for_a_representative(
    camille: Holder, noe: Holder, hospital: Caller
) -> None:
    deposit(hospital, noe.space, SECRET)
    search(noe.visit, noe.space, ListQuery("DocumentReference"))
    sharing.authorise(noe.visit, noe.space, hospital.number)
    for lines in (
        history.list_entries(camille.visit, noe.space, None, 50),
        history.tell(camille.visit, noe.space, everything).lines,
    ):
        assert acts(lines, CREATE, LIST, "sharing:authorisation:give") == [(noe.number, []), (noe.number, [])]


def test_a_representative_s_own_attempt_stays_unnamed(camille: Holder, noe: Holder) -> None:
    secret = deposit(noe.caller, noe.space, SECRET)
    with pytest.raises(NotFound):
        read(camille.caller, secret)
    for lines in (
        history.list_entries(camille.visit, noe.space, None, 50),
        history.tell(camille.visit, noe.space, lambda survey: [each.id for each in survey.glances]).lines,
    ):
        assert acts(lines, READ) == [(camille.number, [])]


@pytest.mark.threat("T-24")
def test_what_is_announced_later_stays_a_line_without_a_name_for_a_representative_too(
    camille: Holder, noe: Holder, hospital: Caller
) -> None:
    deposit(hospital, noe.space, Sheet(flags=int(Flag.NOT_ANNOUNCED)))
    assert acts(history.list_entries(camille.visit, noe.space, None, 50), CREATE) == [(hospital.number, [])]


def test_a_secret_told_later_is_in_the_history_from_then_on(camille: Holder, noe: Holder, hospital: Caller) -> None:
    document = deposit(hospital, noe.space, SECRET)
    assert acts(history.list_entries(camille.visit, noe.space, None, 50), CREATE) == []
    update(hospital, document, Sheet())
    assert acts(history.list_entries(camille.visit, noe.space, None, 50), CREATE) == [
        (hospital.number, [document.item])
    ]


@pytest.mark.threat("T-24")
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_are_full_and_go_on_however_many_secrets_lie_between(
    camille: Holder, noe: Holder, hospital: Caller, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(history, "STEP", 2)
    told: list[bytes] = []
    for _ in range(3):
        told.insert(0, deposit(hospital, noe.space).item)
        for _ in range(5):
            deposit(hospital, noe.space, SECRET)
    before, seen = None, []
    while lines := history.list_entries(camille.visit, noe.space, before, limit):
        seen += acts(lines, CREATE)
        before = lines[-1].id
    assert [items for _, items in seen] == [[item] for item in told]


@pytest.mark.parametrize("limit", [2, 50])
@pytest.mark.parametrize("documents", [0, 1])
def test_the_owner_s_history_costs_no_more_statements(
    camille: Holder, hospital: Caller, monkeypatch: pytest.MonkeyPatch, limit: int, documents: int
) -> None:
    for _ in range(documents):
        deposit(hospital, camille.space)
    statements = watch_statements(monkeypatch)
    history.list_entries(camille.visit, camille.space, None, limit)
    assert len(statements) == 3 + documents


def test_who_may_read_the_history_alone_is_told_of_which_items_and_no_title(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(title="Lettre"))
    account = history.tell(camille.caller.holding("patient/AuditEvent.rs").visit, camille.space, everything)
    assert acts(account.lines, CREATE) == [(hospital.number, [document.item])]
    assert (account.titles, account.held) == ({}, frozenset())


def test_a_line_that_was_tampered_with_stays_in_sight_and_tells_nothing(owned_database: Database) -> None:
    camille, sacha = new_person(), new_child()
    delegations.declare_representative(sacha.space, camille.space)
    deposit(sacha.caller, sacha.space)
    entry = last(sacha.space).id
    with database().cursor() as cursor:
        cursor.execute("ALTER TABLE entry DISABLE TRIGGER append_only")
        cursor.execute(
            "UPDATE entry SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE id = %s", [entry]
        )
    for visit in (sacha.visit, camille.visit):
        for lines in (
            history.list_entries(visit, sacha.space, None, 50),
            history.tell_page(visit, sacha.space, None, 50).lines,
            history.tell(visit, sacha.space, everything).lines,
            history.tell_entry(visit, sacha.space, entry).lines,
        ):
            assert [line.entry for line in lines if line.id == entry] == [None]


def test_an_account_names_what_its_sentences_name(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(title="Lettre", file=b"%PDF-1.4\n"))
    search(camille.visit, camille.space, ListQuery("DocumentReference"))
    deposit(hospital, camille.space, Sheet(title="Bilan"))
    search(camille.visit, camille.space, ListQuery("DocumentReference"))
    door.read(camille.visit, camille.space, document.file or b"", "Binary")
    entries = [line.entry for line in history.tell_page(camille.visit, camille.space, None, 6).lines if line.entry]
    assert [ref.item for ref in entries[1].refs] == [document.file]
    assert [(entry.action, len(entry.refs)) for entry in entries[2:5]] == [(LIST, 0), (CREATE, 1), (LIST, 0)]
    assert [ref.item for ref in entries[5].refs] == [document.item]
    whole = history.tell_entry(camille.visit, camille.space, entries[5].id).lines[0].entry
    assert whole is not None
    assert {ref.kind for ref in whole.refs} == {"DocumentReference", "Binary"}
