"""Ten codes on paper: each once, hers alone, the old ones worth nothing."""

from ens.credentials import recovery
from ens.credentials.rules.codes import RECOVERY_COUNT, grouped
from ens.credentials.store import Holder
from tests.factories.enrolled import Enrolled, enrol
from tests.factories.people import new_person


def test_each_code_opens_once(enrolled: Enrolled) -> None:
    number = enrolled.holder.number
    assert len(set(enrolled.codes)) == RECOVERY_COUNT
    assert recovery.use_code(number, grouped(enrolled.codes[0], 5).lower())
    assert not recovery.use_code(number, enrolled.codes[0])
    assert recovery.count_codes(number) == RECOVERY_COUNT - 1


def test_a_code_is_its_owners_alone(enrolled: Enrolled) -> None:
    other = new_person()
    enrol(other.space, other.number)
    assert not recovery.use_code(other.number, enrolled.codes[1])
    assert not recovery.use_code(enrolled.holder.number, "")


def test_new_codes_end_the_old_ones(enrolled: Enrolled) -> None:
    new = recovery.new_codes(enrolled.holder)
    assert not recovery.use_code(enrolled.holder.number, enrolled.codes[2])
    assert recovery.use_code(enrolled.holder.number, new[2])


def test_who_has_none_uses_none(anna: Holder) -> None:
    assert recovery.count_codes(anna.number) == 0
    assert not recovery.use_code(anna.number, "AAAAAAAAAA")
