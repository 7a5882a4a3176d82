"""The crowd: two hundred people with right test numbers, nobody twice, the same each time."""

from datetime import date

import pytest
from stdnum import luhn

from ens.kernel.identifiers import INS_TEST, parse_finess, parse_ins, parse_rpps
from ens.sandbox import cast, everyone
from ens.sandbox.cast import Person
from ens.sandbox.crowd import authors
from ens.sandbox.crowd.people import MARCEL, SIZE, crowd


@pytest.mark.parametrize("person", crowd(), ids=lambda person: person.slug)
def test_each_has_a_test_identity_with_a_right_key(person: Person) -> None:
    identity = person.identity
    assert identity.oid == INS_TEST
    assert parse_ins(identity.oid, identity.matricule).warnings == ()
    assert identity.matricule[0] == {"male": "1", "female": "2"}[identity.sex]
    assert identity.matricule[1:5] == identity.birth_date[2:4] + identity.birth_date[5:7]
    assert identity.matricule[5:10] == identity.birth_place == "51999"


def test_nobody_is_twice_there() -> None:
    everybody = [*cast.PERSONS, *crowd()]
    assert len(crowd()) == SIZE + 1
    for texts in ({each.slug for each in everybody}, {each.identity.matricule for each in everybody}):
        assert len(texts) == len(everybody)
    assert len({each.name for each in crowd()}) > SIZE * 0.97


def test_all_ages_are_there() -> None:
    ages = [person.age_on(date(2026, 11, 22)) for person in crowd()]
    assert min(ages) < 6
    assert max(ages) > 90
    assert {"male", "female"} == {person.identity.sex for person in crowd()}


def test_drawn_again_it_is_the_same_crowd() -> None:
    again = crowd.__wrapped__()
    assert again == crowd()
    assert again is not crowd()


def test_places_and_carers_have_well_formed_numbers_of_their_own() -> None:
    carers = [*authors.PROFESSIONALS, *authors.SIGNATORIES.values()]
    known = {carer.rpps for carer in (*cast.PROFESSIONALS, *cast.SIGNATORIES.values())}
    for carer in carers:
        assert parse_rpps(carer.rpps).number == carer.rpps
        assert parse_finess(carer.structure.finess).warnings == ()
        assert luhn.is_valid(carer.structure.finess)
    assert len({carer.rpps for carer in carers} - known) == len(carers)
    finess = {carer.structure.finess for carer in carers}
    assert finess.isdisjoint({structure.finess for structure in cast.STRUCTURES})


def test_everyone_is_found_by_name() -> None:
    assert everyone.find_person("marcel") is MARCEL
    assert everyone.find_person("camille") is cast.CAMILLE
    assert everyone.find_person("foule-200") is crowd()[-1]
    assert everyone.find_person("foule-201") is None
    assert everyone.find_author("pharmacie") is authors.PHARMACY
    assert everyone.find_author("marcel") is None
