"""Whose notebooks one is offered: her own first, and those of her children while she represents them."""

from datetime import datetime

import pytest

from ens.gate import profiles
from ens.gate.house import database, house
from ens.gate.profiles import Profile, list_profiles
from ens.kernel import clock
from ens.kernel.errors import Unauthenticated
from ens.kernel.ids import NO_ITEM
from ens.lifecycle import services as lifecycle
from ens.registry import tokens
from ens.sharing import delegations
from tests.factories.callers import Caller
from tests.factories.journal import count
from tests.factories.people import Holder, new_child, new_person
from tests.gate.looking import watch_statements


def represented(camille: Holder, child: Holder) -> Holder:
    delegations.declare_representative(child.space, camille.space)
    return child


def test_camille_is_offered_her_own_notebook_first_then_her_children_by_age(camille: Holder) -> None:
    younger, older = (represented(camille, new_child(years)) for years in (4, 9))
    found = list_profiles(camille.visit)
    assert [(each.space, each.age, each.own) for each in found[1:]] == [
        (older.space, 9, False),
        (younger.space, 4, False),
    ]
    own = found[0]
    assert own == Profile(camille.space, house().codec.encode(camille.space, NO_ITEM), "Anna", own.age, own=True)
    assert own.age > 18


def test_looking_at_the_list_leaves_no_line_and_costs_two_statements_and_two_per_child(
    camille: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = represented(camille, new_child())
    before = count("entry", camille.space), count("entry", child.space)
    statements = watch_statements(monkeypatch)
    list_profiles(camille.visit)
    assert len(statements) == 4
    assert (count("entry", camille.space), count("entry", child.space)) == before


def test_the_list_is_ten_long_at_most(camille: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "PROFILES", 3)
    for years in (3, 5, 7):
        represented(camille, new_child(years))
    assert [each.age for each in list_profiles(camille.visit)[1:]] == [7, 5]


@pytest.mark.parametrize(("at", "age"), [("21:59", 4), ("22:01", 5)], ids=["before midnight in Paris", "after"])
def test_a_birthday_begins_at_midnight_where_people_are(monkeypatch: pytest.MonkeyPatch, at: str, age: int) -> None:
    child = new_person(birth_date="2020-07-01")
    moment = datetime.fromisoformat(f"2025-06-30T{at}:00+00:00")
    monkeypatch.setattr(clock, "now_us", lambda: int(moment.timestamp()) * 1_000_000)
    assert [each.age for each in list_profiles(child.visit)] == [age]


def test_a_closed_or_erased_notebook_of_a_child_is_not_offered(camille: Holder) -> None:
    closed, erased = (represented(camille, new_child(years)) for years in (4, 9))
    lifecycle.close_space(closed.visit, closed.space)
    lifecycle.erase_space(erased.visit, erased.space)
    assert [each.space for each in list_profiles(camille.visit)] == [camille.space]


@pytest.mark.parametrize("key_only", [False, True])
def test_who_has_erased_her_own_notebook_is_offered_nothing(camille: Holder, key_only: bool) -> None:
    represented(camille, new_child())
    if key_only:
        house().keys.shred(camille.space, clock.today())
    else:
        lifecycle.erase_space(camille.visit, camille.space)
    assert list_profiles(camille.visit) == []


def test_an_ended_session_a_stranger_and_a_physician_are_offered_nothing(camille: Holder, nguyen: Caller) -> None:
    assert list_profiles(nguyen.visit) == []
    tokens.revoke(database(), camille.caller.token)
    for visit in (camille.visit, new_person().caller.holding("patient/*.cruds", seconds=-1).visit):
        with pytest.raises(Unauthenticated):
            list_profiles(visit)
