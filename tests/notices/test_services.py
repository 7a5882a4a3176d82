"""Camille is told who came: once, at her address, and of nothing that she does not want to hear of."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from ens.gate import door
from ens.gate.house import database, house
from ens.journal.integrate import integrate
from ens.kernel.ids import new_item
from ens.notices import services
from ens.notices.rules import OPTIONAL
from ens.notify import services as outbox
from ens.policy.facts import Declared, Flag
from ens.policy.question import Mode
from ens.registry import directory, practices, quotas
from ens.registry.directory import Line
from ens.registry.practices import Practice
from ens.sharing import delegations, patients
from ens.sharing import services as sharing
from tests.databases import wait_for_neighbours
from tests.factories.browser import Browser
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.documents import Deposited, Sheet, deposit, read
from tests.factories.people import Holder, new_child
from tests.notices.following import reachable, told

pytestmark = pytest.mark.threat("T-61")
SECRET = Flag.HIDDEN_FROM_REPRESENTATIVES


@pytest.fixture
def martin(camille: Holder) -> Caller:
    made = new_professional()
    sharing.authorise(camille.visit, camille.space, made.number)
    return made


def test_camille_is_told_of_a_first_visit_once(camille: Holder, martin: Caller, tmp_path: Path) -> None:
    document = deposit(new_structure(), camille.space)
    told(camille, tmp_path)
    read(martin, document)
    read(martin, document)
    assert told(camille, tmp_path) == ["une première visite"]
    read(martin, document)
    assert told(camille, tmp_path) == []


def test_nothing_names_a_document_or_a_doctor(camille: Holder, martin: Caller, tmp_path: Path) -> None:
    read(martin, deposit(new_structure(), camille.space, Sheet(title="Dépistage du VIH")))
    wait_for_neighbours(database())
    while integrate(database(), house().signer, tmp_path, 20_000):
        pass
    services.follow_journal()
    said = [f"{each.message.subject} {each.message.body}" for each in outbox.list_waiting(1_000) if each.message]
    assert said
    assert not any("VIH" in text or martin.name in text or martin.identifier in text for text in said)


def test_an_authorisation_is_told(camille: Holder, tmp_path: Path) -> None:
    sharing.authorise(camille.visit, camille.space, new_professional().number)
    assert told(camille, tmp_path) == ["un accès donné"]


def test_what_she_does_not_want_is_not_told(camille: Holder, martin: Caller, tmp_path: Path) -> None:
    page = f"{(browser := Browser(camille)).notebook}me-prevenir/"
    assert browser.text(page).count(" checked") == len(OPTIONAL)
    assert browser.submit(page, page, prevenir=["partage"]).status_code == 303
    assert browser.text(page).count(" checked") == 1
    told(camille, tmp_path)
    read(martin, deposit(new_structure(), camille.space))
    assert told(camille, tmp_path) == []


def test_parents_hear_of_their_child_and_of_nothing_kept_from_them(camille: Holder, tmp_path: Path) -> None:
    noe = reachable(new_child(16))
    delegations.declare_representative(noe.space, camille.space)
    hospital, doctors = new_structure(), (new_professional(), new_professional())
    kept = deposit(hospital, noe.space, Sheet(flags=int(SECRET)))
    plain = deposit(hospital, noe.space)
    for each in doctors:
        sharing.authorise(noe.visit, noe.space, each.number)
    told(camille, tmp_path)
    told(noe, tmp_path)
    read(doctors[0], kept)
    assert told(camille, tmp_path) == []
    assert told(noe, tmp_path) == ["une première visite"]
    read(doctors[1], plain)
    assert told(camille, tmp_path) == ["une première visite"]


def read_urgently(caller: Caller, document: Deposited) -> None:
    said = Declared("Retrouvée inconsciente dans la rue.", recent=True, used=0)
    door.read(replace(caller.visit, mode=Mode.BREAK_GLASS, declared=said), *document.place, "DocumentReference")


def _counted() -> dict[tuple[int, str], int]:
    return {(row[0], row[1]): row[3] for row in quotas.list_since(database(), [quotas.READ, quotas.EMERGENCY], 2)}


def publish(who: Caller, address: str) -> str:
    """Let the directory say where messages reach a professional; gives the address that counts."""
    telecom = [("phone", "0199000000"), ("email", "cabinet@exemple.fr"), ("email", address)]
    resource = {"telecom": [{"system": system, "value": value} for system, value in telecom]}
    line = Line(new_item(), "Practitioner", 1, json.dumps(resource).encode())
    directory.insert(database(), line, [directory.word("Practitioner", "", who.identifier)])
    return address


def test_an_emergency_is_told_to_camille_and_to_who_treats_her(camille: Holder, tmp_path: Path) -> None:
    document = deposit(new_structure(), camille.space)
    treating, stranger = new_professional(), new_professional()
    address = publish(treating, f"{treating.identifier}@medecin.mssante.fr")
    sharing.choose_treating(camille.visit, camille.space, treating.number)
    told(camille, tmp_path)
    read_urgently(stranger, document)
    read_urgently(stranger, document)
    assert told(camille, tmp_path) == ["un accès en urgence"]  # one for both
    [sent] = [each.message for each in outbox.list_waiting(1_000) if each.message and each.message.to == address]
    assert "médecin traitant" in sent.body
    assert stranger.name not in sent.body
    assert _counted()[stranger.number, quotas.EMERGENCY] == 1  # one notebook
    assert patients.list_patients(treating.number)[camille.space].alert > 0
    assert patients.list_patients(stranger.number) == {}
    patients.look_at(treating.number, camille.space)
    read_urgently(treating, document)
    assert told(camille, tmp_path) == ["un accès en urgence"]
    assert not patients.list_patients(treating.number)[camille.space].alert  # she need not be told of herself


def test_an_address_that_is_none_keeps_nobody_else_from_hearing(camille: Holder, tmp_path: Path) -> None:
    document, treating = deposit(new_structure(), camille.space), new_professional()
    publish(treating, "a b\r\nBcc: x@medecin.mssante.fr")
    sharing.choose_treating(camille.visit, camille.space, treating.number)
    told(camille, tmp_path)
    read_urgently(new_professional(), document)
    assert told(camille, tmp_path) == ["un accès en urgence"]
    sent = [each.message for each in outbox.list_waiting(1_000) if each.message]
    assert not any("Bcc" in message.to or (message.to == "" and message.body.strip()) for message in sent)


def test_parents_are_told_of_an_emergency_but_not_by_what_is_kept_from_them(camille: Holder, tmp_path: Path) -> None:
    noe, hospital = reachable(new_child(16)), new_structure()
    delegations.declare_representative(noe.space, camille.space)
    plain, kept = (deposit(hospital, noe.space, Sheet(flags=int(flag))) for flag in (0, SECRET))
    told(camille, tmp_path)
    told(noe, tmp_path)
    read_urgently(new_professional(), kept)
    assert (told(noe, tmp_path), told(camille, tmp_path)) == (["un accès en urgence"], [])
    read_urgently(new_professional(), plain)
    assert told(camille, tmp_path) == ["un accès en urgence"]


def test_what_was_dealt_with_is_not_dealt_with_again_and_a_failure_loses_nothing(
    camille: Holder, martin: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(camille, tmp_path)
    read(martin, deposit(new_structure(), camille.space))
    wait_for_neighbours(database())
    while integrate(database(), house().signer, tmp_path, 20_000):
        pass
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "post", _fail)
        with pytest.raises(OSError, match="full"):
            services.follow_journal()
    assert told(camille, tmp_path) == ["une première visite"]


def _fail(*_arguments: object) -> None:
    raise OSError("full")


def test_what_professionals_do_is_counted_without_saying_whom_they_saw(
    camille: Holder, martin: Caller, tmp_path: Path
) -> None:
    hospital, clinic, nguyen = new_structure(), new_structure(), new_professional()
    document = deposit(hospital, camille.space)
    sharing.authorise(camille.visit, camille.space, nguyen.number)
    practices.replace(database(), martin.number, [Practice(hospital.identifier, hospital.name)])
    both = [Practice(each.identifier, each.name) for each in (hospital, clinic)]
    practices.replace(database(), nguyen.number, both)  # of whom nobody can say where he read
    for _ in range(3):
        read(martin, document)
    read(nguyen, document)
    told(camille, tmp_path)
    counted = _counted()
    assert counted[martin.number, quotas.READ] == counted[hospital.number, quotas.READ] == 3
    assert (clinic.number, quotas.READ) not in counted
    assert (martin.number, quotas.EMERGENCY) not in counted
