"""How each act changes the sharing state; pure, and never more than it says."""

from hypothesis import given
from hypothesis import strategies as st

from ens.policy.facts import Sharing
from ens.sharing import rules

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
