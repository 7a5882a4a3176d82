"""How each act changes the sharing state; pure, and never more than it says."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.kernel.errors import Conflict, Invalid
from ens.policy.facts import Sharing
from ens.sharing import family, rules

NUMBERS = st.integers(1, 5)
SHARINGS = st.builds(
    Sharing,
    owner=st.just(9),
    authorised=st.dictionaries(NUMBERS, st.integers(0, 50)),
    blocked=st.frozensets(NUMBERS),
    treating=st.integers(0, 5),
    emergency_lifts_blocks=st.booleans(),
)


@given(SHARINGS, NUMBERS, st.integers(0, 50))
def test_authorising_touches_one_authorisation_only(old: Sharing, who: int, until: int) -> None:
    new = rules.authorise(old, who, until)
    assert new.authorised == {**old.authorised, who: until}
    assert (new.owner, new.blocked, new.treating) == (old.owner, old.blocked, old.treating)


@given(SHARINGS, NUMBERS)
def test_withdrawing_leaves_all_others(old: Sharing, who: int) -> None:
    new = rules.withdraw(old, who)
    assert who not in new.authorised
    assert {**new.authorised, **old.authorised} == old.authorised
    assert new.blocked == old.blocked
    assert new.treating == (0 if old.treating == who else old.treating)


@given(SHARINGS, NUMBERS)
def test_blocking_takes_the_authorisation_away_and_lifting_does_not_give_it_back(old: Sharing, who: int) -> None:
    blocked = rules.block(old, who)
    assert blocked.blocked == old.blocked | {who}
    assert blocked.authorised == rules.withdraw(old, who).authorised
    lifted = rules.unblock(blocked, who)
    assert lifted.blocked == old.blocked - {who}
    assert lifted.authorised == blocked.authorised
    assert rules.unblock(lifted, who) == lifted


@given(SHARINGS, NUMBERS, st.integers(0, 50))
def test_the_treating_practitioner_is_authorised_with_it(old: Sharing, who: int, until: int) -> None:
    new = rules.choose_treating(old, who, until)
    assert (new.treating, new.authorised[who]) == (who, until)
    assert new.emergency_lifts_blocks is old.emergency_lifts_blocks


@given(SHARINGS, NUMBERS)
def test_the_old_state_stays_as_it_was(old: Sharing, who: int) -> None:
    kept = dict(old.authorised), frozenset(old.blocked)
    rules.authorise(old, who, 7)
    rules.block(old, who)
    assert kept == (old.authorised, old.blocked)


@pytest.mark.parametrize(
    ("born", "moment"),
    [
        ("2017-03-09", "2035-03-09T00:00:00+01:00"),
        ("2010-06-21", "2028-06-21T00:00:00+02:00"),
        ("2008-02-29", "2026-03-01T00:00:00+01:00"),
        ("2008-12-31", "2026-12-31T00:00:00+01:00"),
    ],
)
def test_majority_begins_with_the_eighteenth_birthday_in_paris(born: str, moment: str) -> None:
    assert family.majority(date.fromisoformat(born)) == int(datetime.fromisoformat(moment).timestamp())


@given(SHARINGS, NUMBERS)
def test_a_minor_has_two_representatives_at_most(old: Sharing, who: int) -> None:
    one = family.be_represented(old, who, 50, 49)
    assert one.representatives == {who: 50}
    two = family.be_represented(one, who + 1, 50, 49)
    assert family.be_represented(two, who, 50, 49) == two
    with pytest.raises(Conflict) as refusal:
        family.be_represented(two, who + 2, 50, 49)
    assert refusal.value.reasons == ("two_representatives",)
    assert family.be_represented_no_more(two, who).representatives == {who + 1: 50}
    assert (two.owner, two.authorised, two.blocked) == (old.owner, old.authorised, old.blocked)


@given(SHARINGS)
def test_nobody_represents_an_adult_or_herself(old: Sharing) -> None:
    for until, who, reason in ((49, 3, "of_age"), (48, 3, "of_age"), (50, old.owner, "oneself")):
        with pytest.raises(Invalid) as refusal:
            family.be_represented(old, who, until, 49)
        assert refusal.value.reasons == (reason,)


@given(SHARINGS, NUMBERS)
def test_a_parent_keeps_the_list_of_the_notebooks_to_offer(old: Sharing, space: int) -> None:
    added = family.represent(old, space)
    assert added.represents == {space}
    assert family.represent_no_more(added, space + 1) == added
    assert family.represent_no_more(added, space) == old


@given(SHARINGS, NUMBERS, st.sampled_from(["read", "treating"]))
def test_asking_for_more_does_not_hide_that_he_came_in_on_her_word(old: Sharing, who: int, what: str) -> None:
    inside = rules.let_in_on_word(old, who, 60)
    with pytest.raises(Invalid) as refusal:
        rules.ask(inside, who, what, 61)
    assert refusal.value.reasons == ("unconfirmed",)
    assert who not in rules.answer(inside, who, 500, 62, agreed=False).authorised
    later = rules.ask(inside, who, what, 60 + rules.SPOKEN_SECONDS)
    assert later.asked[who].what == what
