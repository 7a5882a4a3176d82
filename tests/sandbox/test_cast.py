"""The cast: the right people, ages and numbers, and nobody real."""

from datetime import date

import pytest
from stdnum import luhn

from ens.kernel.identifiers import INS_TEST, parse_finess, parse_ins, parse_rpps
from ens.sandbox import cast

NAMES = (
    "camille", "sacha", "noe", "jeanne", "dr-martin", "dr-nguyen", "diallo", "hopital", "laboratoire", "applicoeur",
    "assureur", "support",
)  # fmt: skip


def test_the_cast_is_complete() -> None:
    """Exactly the twelve, each once."""
    assert sorted(cast.SLUGS) == sorted(NAMES)


@pytest.mark.parametrize("person", cast.PERSONS, ids=lambda person: person.slug)
def test_people_have_test_identities_with_a_right_key(person: cast.Person) -> None:
    """Test register, no warning, and the number says the same sex and birth month as the traits."""
    identity = person.identity
    assert identity.oid == INS_TEST
    assert parse_ins(identity.oid, identity.matricule).warnings == ()
    assert identity.matricule[0] == {"male": "1", "female": "2"}[identity.sex]
    assert identity.matricule[1:5] == identity.birth_date[2:4] + identity.birth_date[5:7]
    assert identity.matricule[5:10] == identity.birth_place == "51999"


@pytest.mark.parametrize(("slug", "age"), [("camille", 38), ("sacha", 9), ("noe", 16), ("jeanne", 84)])
def test_people_have_their_age(slug: str, age: int) -> None:
    """At the end of 2026."""
    person = cast.find_person(slug)
    assert person is not None
    assert person.age_on(date(2026, 11, 22)) == age


def test_numbers_of_professionals_and_structures_are_well_formed() -> None:
    """Right Luhn digits, each number once."""
    professionals = [*cast.PROFESSIONALS, *cast.SIGNATORIES.values()]
    for professional in professionals:
        assert parse_rpps(professional.rpps).number == professional.rpps
        structure = professional.structure
        assert parse_finess(structure.finess).warnings == ()
        assert luhn.is_valid(structure.finess)
    assert len({professional.rpps for professional in professionals}) == len(professionals)


def test_authors_are_found_by_slug() -> None:
    """Professionals and structures write; apps and people do not."""
    assert cast.find_author("hopital") is cast.HOSPITAL
    assert cast.find_author("dr-martin") is cast.DR_MARTIN
    assert cast.find_author("camille") is None
    assert cast.find_person("hopital") is None
