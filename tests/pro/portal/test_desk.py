"""The first page of the desk: those who let her in, what is new, and nobody else."""

from ens.lifecycle import services as lifecycle
from ens.sharing import patients
from ens.sharing import services as sharing
from tests.factories.browser import notebook_of
from tests.factories.people import Holder, new_person
from tests.pro.conftest import Desk


def listed(desk: Desk, who: Holder) -> bool:
    return f"/pro/patients/{address_of(who)}/" in desk.text("/pro/")


def address_of(who: Holder) -> str:
    return notebook_of(who.space).split("/")[2]


def test_she_sees_who_lets_her_in_and_only_them(martin: Desk, nguyen: Desk, camille: Holder) -> None:
    assert not listed(martin, camille)
    sharing.authorise(camille.visit, camille.space, martin.number)
    assert listed(martin, camille)
    assert not listed(nguyen, camille)
    sharing.withdraw(camille.visit, camille.space, martin.number)
    assert not listed(martin, camille)


def sought(desk: Desk, name: str) -> str:
    answer = desk.submit("/pro/", "/pro/patients/", patient=name)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_she_finds_her_own_patients_by_name_and_nobody_else_s(martin: Desk, nguyen: Desk, camille: Holder) -> None:
    stranger = new_person()  # of the same name
    sharing.authorise(camille.visit, camille.space, martin.number)
    sharing.authorise(stranger.visit, stranger.space, nguyen.number)
    found = sought(martin, " essai ann")
    assert address_of(camille) in found
    assert address_of(stranger) not in found
    assert "Aucun de vos patients ne porte ce nom" in sought(martin, "Bessai")
    sharing.withdraw(camille.visit, camille.space, martin.number)
    patients.remember(martin.number, camille.space)  # as after a crash between the two
    assert "Aucun de vos patients ne porte ce nom" in sought(martin, "essai")


def test_a_list_that_has_not_heard_of_it_shows_nobody_who_shut_her_out(martin: Desk, camille: Holder) -> None:
    sharing.authorise(camille.visit, camille.space, martin.number)
    sharing.block(camille.visit, camille.space, martin.number)
    patients.remember(martin.number, camille.space)  # as after a crash between the two
    assert not listed(martin, camille)
    assert patients.list_patients(martin.number) == {}


def test_an_erased_person_is_in_no_list(martin: Desk, camille: Holder) -> None:
    sharing.authorise(camille.visit, camille.space, martin.number)
    lifecycle.close_space(camille.visit, camille.space)
    assert not listed(martin, camille)


def test_a_treating_practitioner_is_told_of_an_emergency_until_she_looks(martin: Desk, camille: Holder) -> None:
    sharing.choose_treating(camille.visit, camille.space, martin.number)
    assert "Ouvert en urgence" not in martin.text("/pro/")
    patients.warn(martin.number, camille.space)  # as the worker does
    assert "Ouvert en urgence" in martin.text("/pro/")
    martin.text(martin.find(camille))
    assert "Ouvert en urgence" not in martin.text("/pro/")
