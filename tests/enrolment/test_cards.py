"""Cards: whole or nothing, several people on one, and nothing of them in clear."""

from dataclasses import replace

from ens.enrolment import cards
from ens.gate.house import database
from tests.enrolment.conftest import Announced, announce


def test_a_card_names_its_person_as_a_whole(anna: Announced) -> None:
    card = anna.card
    assert cards.find_spaces(card) == [anna.person.space]
    assert cards.find_spaces(replace(card, serial="12345678")) == []
    assert cards.find_spaces(replace(card, birth_date="1984-03-01")) == []
    assert cards.find_spaces(replace(card, number="2840251999999")) == []


def test_twins_are_two_on_their_parents_card(anna: Announced) -> None:
    twins = [announce("2019-04-02", card=anna.card) for _ in range(2)]
    assert cards.find_spaces(twins[0].card) == sorted(twin.person.space for twin in twins)


def test_who_has_died_is_known_to_have_and_nobody_reads_it(anna: Announced) -> None:
    assert not cards.is_deceased(anna.person.space)
    cards.declare_deceased(anna.person.space)
    assert cards.is_deceased(anna.person.space)
    with database().cursor() as cursor:
        cursor.execute("SELECT health_card::text FROM health_card WHERE space_id = %s", [anna.person.space])
        row = cursor.fetchone()[0]
    assert anna.card.serial not in row
    assert anna.card.serial.encode().hex() not in row


def test_a_card_is_registered_once(anna: Announced) -> None:
    cards.register_card(anna.person.space, anna.card)
    assert cards.find_spaces(anna.card) == [anna.person.space]
    assert cards.sweep() == 0
