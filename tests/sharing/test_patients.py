"""A professional's own list: sealed, filled by what people decide, and believed by nobody."""

import secrets

from ens.gate.house import database as connection
from ens.sharing import patients
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.callers import new_professional
from tests.factories.people import new_person


def test_who_lets_a_professional_in_comes_into_the_list_and_who_blocks_goes(database: Database) -> None:
    doctor, one, other = new_professional(), new_person(), new_person()
    sharing.authorise(one.visit, one.space, doctor.number)
    sharing.choose_treating(other.visit, other.space, doctor.number)
    assert set(patients.list_patients(doctor.number)) == {one.space, other.space}
    sharing.block(one.visit, one.space, doctor.number)
    assert set(patients.list_patients(doctor.number)) == {other.space}
    sharing.withdraw(other.visit, other.space, doctor.number)
    assert patients.list_patients(doctor.number) == {}


def test_a_demand_fills_no_list_before_its_answer_nor_after_a_no(database: Database) -> None:
    doctor, person = new_professional(), new_person()
    for agreed, held in ((False, set[int]()), (True, {person.space})):
        sharing.ask(doctor.visit, person.space, doctor.number, "read")
        assert patients.list_patients(doctor.number) == {}
        sharing.answer(person.visit, person.space, doctor.number, agreed=agreed)
        assert set(patients.list_patients(doctor.number)) == held


def test_no_row_names_both_sides(database: Database) -> None:
    doctor, person = new_professional(), new_person()
    sharing.authorise(person.visit, person.space, doctor.number)
    with connection().cursor() as cursor:
        cursor.execute("SELECT sealed FROM patient_list WHERE number = %s", [doctor.number])
        sealed = bytes(cursor.fetchone()[0])
    for number in (person.space, person.number):
        assert number.to_bytes(8, "big").lstrip(b"\0") not in sealed
    assert person.space in patients.list_patients(doctor.number)


def test_what_happened_last_stands_last(database: Database) -> None:
    doctor = new_professional()
    spaces = [secrets.randbits(47) for _ in range(4)]
    for space in spaces:
        patients.remember(doctor.number, space)
    patients.look_at(doctor.number, spaces[0])
    assert list(patients.list_patients(doctor.number)) == [*spaces[1:], spaces[0]]
