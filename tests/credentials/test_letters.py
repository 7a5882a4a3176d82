"""The code of a letter: hers alone, once, six weeks, and the last letter only."""

from ens.credentials import letters
from ens.credentials.rules.codes import grouped
from ens.credentials.store import NOBODY, Holder
from ens.gate.house import database
from tests.factories.people import new_person


def test_a_letter_names_its_person_and_serves_once(anna: Holder) -> None:
    code = letters.issue_letter_code(anna)
    assert letters.is_waited_for(anna.number)
    assert letters.find_letter(grouped(code, 4)) == anna
    assert not letters.redeem_letter(new_person().number, code), "on somebody else's errand"
    assert letters.redeem_letter(anna.number, code.lower())
    assert not letters.redeem_letter(anna.number, code)
    assert letters.find_letter(code) is NOBODY
    assert not letters.is_waited_for(anna.number)


def test_a_second_letter_ends_the_first(anna: Holder) -> None:
    first, second = letters.issue_letter_code(anna), letters.issue_letter_code(anna)
    assert letters.find_letter(first) is NOBODY
    assert letters.redeem_letter(anna.number, second)


def test_six_weeks_and_it_is_worth_nothing(anna: Holder) -> None:
    code = letters.issue_letter_code(anna)
    with database().cursor() as cursor:
        cursor.execute("UPDATE credential SET mark = mark - 43 * 86400 WHERE number = %s", [anna.number])
    assert letters.find_letter(code) is NOBODY
    assert not letters.redeem_letter(anna.number, code)


def test_nothing_typed_finds_nobody(anna: Holder) -> None:
    letters.issue_letter_code(anna)
    assert letters.find_letter("") is NOBODY
