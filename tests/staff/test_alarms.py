"""Who does more than usual: one number changes at a time; and the page names nobody but professionals."""

from datetime import date, timedelta

import pytest

from ens.gate.house import database as house_database
from ens.registry import quotas
from ens.registry.quotas import ASKED, CALL, EMERGENCY, READ
from ens.staff.alarms import MOST, MOST_OF_A_PLACE, find_alarms, list_alarms
from tests.databases import Database
from tests.factories.callers import new_professional, new_structure

pytestmark = pytest.mark.threat("T-62")
TODAY = date(2026, 11, 22)


def days(count: int, before: int = 0, party: int = 1, subject: str = READ) -> tuple[int, str, date, int]:
    return party, subject, TODAY - timedelta(days=before), count


@pytest.mark.parametrize("subject", [READ, ASKED, EMERGENCY, CALL])
def test_above_the_limit_of_a_day(subject: str) -> None:
    assert find_alarms([days(MOST[subject], subject=subject)], TODAY) == []
    [alarm] = find_alarms([days(MOST[subject] + 1, subject=subject)], TODAY)
    assert (alarm.party, alarm.subject, alarm.number, alarm.usual) == (1, subject, MOST[subject] + 1, 0)


def test_far_above_her_own_days() -> None:
    usual = [days(10, before) for before in range(1, 20)]
    assert find_alarms([*usual, days(50)], TODAY) == []
    [alarm] = find_alarms([*usual, days(51)], TODAY)
    assert alarm.usual == 10
    assert find_alarms([*(days(1, before) for before in range(1, 20)), days(49)], TODAY) == []  # too few to say


def test_another_s_days_and_older_ones_say_nothing() -> None:
    assert find_alarms([*(days(10, before, party=2) for before in range(1, 20)), days(51)], TODAY) == []
    assert find_alarms([days(10, 31), days(51)], TODAY) == []
    assert find_alarms([days(400, 7)], TODAY) == []
    assert len(find_alarms([days(400, 6)], TODAY)) == 1


def test_newest_and_largest_first() -> None:
    found = find_alarms([days(400, 1), days(500, party=2), days(900, party=3)], TODAY)
    assert [alarm.party for alarm in found] == [3, 2, 1]


@pytest.mark.parametrize("subject", [READ, ASKED, EMERGENCY])
def test_a_place_has_limits_of_its_own(subject: str) -> None:
    most = MOST_OF_A_PLACE[subject]
    assert find_alarms([days(most, subject=subject)], TODAY, {1}) == []
    assert len(find_alarms([days(most + 1, subject=subject)], TODAY, {1})) == 1
    assert len(find_alarms([days(most, subject=subject)], TODAY, {2})) == 1


def test_an_alarm_names_a_public_line(database: Database) -> None:
    nguyen = new_professional()
    quotas.add(house_database(), nguyen.number, EMERGENCY, 9)
    quotas.add(house_database(), 77, EMERGENCY, 9)  # stands in no directory: a person's counter, for instance
    hospital = new_structure()
    quotas.add(house_database(), hospital.number, EMERGENCY, 31)
    assert [each.place for each in list_alarms() if each.identifier == hospital.identifier] == [True]
    told = [each for each in list_alarms() if each.identifier == nguyen.identifier]
    assert [(each.name, each.what, each.alarm.number) for each in told] == [
        (nguyen.name, "carnets ouverts en urgence", 9)
    ]
    assert all(each.name for each in list_alarms())
