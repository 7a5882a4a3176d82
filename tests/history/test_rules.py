"""How visits are folded, chosen, counted and marked."""

from datetime import UTC, datetime, timedelta

import pytest

from ens.history import rules
from ens.history.rules import Crowd, Deed, Filters, Home, Oddity, Passage
from ens.history.sentences.oddities import oddity_of
from ens.journal.entry import Glance, entry_time, first_id
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.clock import from_us

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
READ, LIST, CREATE = Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_CREATE
CAMILLE, MARTIN, HOSPITAL, STRANGER, PARENT = 1, 10, 20, 4, 2
AT_HOME = Home(CAMILLE, frozenset({CAMILLE}))
PERSON, PROFESSIONAL, STRUCTURE = ActorKind.PERSON, ActorKind.PROFESSIONAL, ActorKind.STRUCTURE


def local(entry_id: int) -> datetime:
    return from_us(entry_time(entry_id))


def glance(
    minutes: float,
    kind: ActorKind = PROFESSIONAL,
    number: int = MARTIN,
    action: str = READ,
    outcome: str = "allowed",
    mode: str = "normal",
) -> Glance:
    """Something that was done so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    return Glance(first_id(int(at.timestamp() * 1_000_000)), kind, number, "", action, outcome, mode)


def told(*glances: Glance, home: Home = AT_HOME) -> list[Passage]:
    return rules.fold(sorted(glances, key=lambda each: -each.id), home, local)


def odd(*glances: Glance) -> list[list[Oddity]]:
    passages = told(*glances)
    firsts = rules.first_entries(passages)
    return [rules.oddities(each, firsts) for each in passages]


def test_every_act_is_a_reading_a_deposit_or_a_change() -> None:
    for action in Action:
        assert rules.deed_of(glance(0, action=action)) is _deed(action), action
        assert rules.deed_of(glance(0, action=action, outcome="refused", mode="centre_15")) is Deed.REFUSAL
        assert rules.deed_of(glance(0, action=action, outcome="failed")) is Deed.FAILURE


def _deed(action: Action) -> Deed:
    if action.rpartition(":")[2] in {"read", "list", "history", "find", "prove"}:
        return Deed.READING
    if action == CREATE:
        return Deed.DEPOSIT
    return Deed.SIGN_IN if action.startswith("accounts:session:") else Deed.CHANGE


def test_what_one_does_within_the_hour_is_one_visit() -> None:
    passages = told(glance(1), glance(20, action=LIST), glance(59), glance(61))
    assert [len(each.glances) for each in passages] == [1, 3]
    assert [each.at.hour for each in passages] == [13, 12]
    assert passages[1].newest == glance(59)
    apart = told(glance(1), glance(2, action=CREATE), glance(3, number=11), glance(4, mode="bris_de_glace"))
    assert len(apart) == 4
    assert len(told(glance(0), glance(24 * 60))) == 2


def test_refusals_of_one_are_told_once_an_hour() -> None:
    minutes = (*range(30), 60, 24 * 60)
    passages = told(*(glance(minute, outcome="refused") for minute in minutes))
    assert [len(each.glances) for each in passages] == [1, 1, 30]
    other = told(*(glance(minute, outcome="refused", number=10 + minute % 2) for minute in range(30)))
    assert [len(each.glances) for each in other] == [15, 15]


def test_who_comes_for_the_first_time_is_marked() -> None:
    found = odd(glance(0), glance(120), glance(60, STRUCTURE, HOSPITAL, CREATE), glance(180, STRUCTURE, HOSPITAL))
    assert found == [[], [], [], [Oddity.FIRST]]
    for kind in (ActorKind.PERSON, ActorKind.SYSTEM):
        assert odd(glance(0, kind, 9))[0] == []
    for kind in (STRUCTURE, ActorKind.APP, ActorKind.SUPPORT):
        assert odd(glance(0, kind, 9))[0] == [Oddity.FIRST]
    assert odd(glance(0, outcome="refused"))[0] == []
    within = odd(
        glance(1, STRUCTURE, HOSPITAL, CREATE), glance(2, STRUCTURE, HOSPITAL), glance(3, STRUCTURE, HOSPITAL, CREATE)
    )
    assert within == [[], []]


@pytest.mark.parametrize(
    ("hour", "night"), [(21, False), (22, True), (23, True), (0, True), (5, True), (6, False), (12, False)]
)
def test_a_professional_who_comes_at_night_is_marked(hour: int, night: bool) -> None:
    minutes = (hour - 12) * 60
    assert (Oddity.NIGHT in odd(glance(minutes))[0]) is night
    assert (Oddity.NIGHT in odd(glance(minutes, outcome="refused"))[0]) is night
    assert Oddity.NIGHT not in odd(glance(minutes, STRUCTURE))[0]
    assert Oddity.NIGHT not in odd(glance(minutes, action=CREATE))[0]


def test_who_reads_much_within_the_hour_is_marked() -> None:
    twenty = [glance(minutes) for minutes in range(20)]
    assert Oddity.MANY not in odd(*twenty, glance(30, action=LIST))[0]
    assert Oddity.MANY in odd(*twenty, glance(30))[0]
    own = [each._replace(actor_kind=PERSON, actor_number=CAMILLE) for each in (*twenty, glance(30))]
    assert Oddity.MANY not in odd(*own)[0]


def test_an_emergency_is_a_kind_of_its_own() -> None:
    assert odd(glance(0, mode="bris_de_glace"))[0] == [Oddity.FIRST]
    assert told(glance(0, mode="bris_de_glace"))[0].deed is Deed.EMERGENCY


@pytest.mark.parametrize("oddity", Oddity)
def test_every_mark_says_why(oddity: Oddity) -> None:
    assert oddity_of(oddity, "")
    assert ("3 mars" in oddity_of(oddity, "3 mars")) is (oddity is Oddity.FIRST)


CROWD = [
    glance(0),
    glance(1, STRUCTURE, HOSPITAL, CREATE),
    glance(2, PERSON, CAMILLE),
    glance(3, PERSON, PARENT),
    glance(4, PERSON, STRANGER, outcome="refused"),
    glance(5, ActorKind.SYSTEM, 0, Action.LIFECYCLE_SPACE_CREATE),
    Glance(glance(6).id),
]


def shown(filters: Filters, home: Home = AT_HOME) -> list[int]:
    return [each.actor for each in told(*CROWD, home=home) if rules.matches(each, filters)][::-1]


def test_without_a_choice_everybody_but_oneself_is_shown() -> None:
    assert shown(Filters()) == [MARTIN, HOSPITAL, PARENT, STRANGER, 0, 0]
    assert shown(Filters(Crowd.ALL)) == [MARTIN, HOSPITAL, CAMILLE, PARENT, STRANGER, 0, 0]


def test_visits_are_chosen_by_who_what_and_when() -> None:
    assert shown(Filters(Crowd.CARERS)) == [MARTIN, HOSPITAL, 0]
    assert shown(Filters(Crowd.FAMILY)) == [CAMILLE, 0]
    assert shown(Filters(Crowd.FAMILY), Home(CAMILLE, frozenset({9, PARENT}))) == [CAMILLE, PARENT, 0]
    assert shown(Filters(Crowd.SERVICES)) == [PARENT, STRANGER, 0, 0]
    assert shown(Filters(Crowd.ALL, deed=Deed.DEPOSIT)) == [HOSPITAL]
    assert shown(Filters(Crowd.ALL, actor=CAMILLE)) == [CAMILLE]
    assert shown(Filters(Crowd.CARERS, period="2026-11")) == [MARTIN, HOSPITAL, 0]
    assert shown(Filters(Crowd.CARERS, period="2026")) == [MARTIN, HOSPITAL, 0]
    assert shown(Filters(Crowd.CARERS, period="2025")) == []


def test_each_choice_says_how_many_it_would_show() -> None:
    passages = told(*CROWD)
    counts = rules.tally(passages, Filters())
    for crowd in Crowd:
        assert counts.crowds[crowd] == len(shown(Filters(crowd)))
    assert counts.deeds == {
        Deed.READING: 2,
        Deed.DEPOSIT: 1,
        Deed.REFUSAL: 1,
        Deed.CHANGE: 1,
        Deed.BROKEN: 1,
    }
    assert counts.actors[MARTIN] == counts.actors[HOSPITAL] == 1
    assert CAMILLE not in counts.actors
    assert counts.months == {"2026-11": 6}
    narrowed = rules.tally(passages, Filters(deed=Deed.DEPOSIT, period="2025"))
    assert narrowed.months == {"2026-11": 1}
    assert not narrowed.deeds


def test_many_refusals_of_one_day_are_folded_together() -> None:
    def refused(many: int) -> list[Glance]:
        return [glance(-place, number=100 + place, outcome="refused") for place in range(many)]

    few = rules.gather(told(glance(5), *refused(3), glance(-90)))
    assert [len(row) for row in few] == [1, 1, 1, 1, 1]
    many = rules.gather(told(glance(5), *refused(4), glance(-90), glance(-24 * 60, outcome="refused")))
    assert [len(row) for row in many] == [1, 4, 1, 1]
    assert [each.actor for each in many[1]] == [100, 101, 102, 103]


def test_pages_follow_each_other_without_a_gap() -> None:
    rows = rules.gather(told(*(glance(60 * place) for place in range(10))))
    first, onward = rules.after(rows, None, 4)
    second, further = rules.after(rows, onward, 4)
    third, end = rules.after(rows, further, 4)
    assert first + second + third == rows
    assert end is None
    assert rules.after(rows, None, 10) == (rows, None)


def test_only_ones_own_readings_since_a_time_count() -> None:
    own = glance(0, PERSON, CAMILLE)
    others = [
        glance(-60, PERSON, CAMILLE),
        glance(1),
        glance(2, PERSON, CAMILLE, LIST),
        glance(3, PERSON, CAMILLE, outcome="refused"),
    ]
    assert rules.own_readings([own, *others], CAMILLE, entry_time(own.id)) == [own.id]
