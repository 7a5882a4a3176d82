"""Tries in any stretch of time: never more than the limit, whenever they come."""

from hypothesis import given
from hypothesis import strategies as st

from ens.credentials.rules.windows import Limit, is_within, period_of, wait_of

LIMIT = Limit("test", 5, 60)
times = st.lists(st.integers(0, 400), min_size=1, max_size=120).map(sorted)


def allowed(tries: list[int]) -> list[int]:
    """Play tries against the two counters, as the database keeps them; gives when one was allowed."""
    used: dict[int, int] = {}
    found = []
    for now in tries:
        period = period_of(LIMIT, now)
        used[period] = used.get(period, 0) + 1
        if is_within(LIMIT, used[period], used.get(period - 1, 0), now):
            found.append(now)
    return found


@given(times)
def test_a_period_never_holds_more_than_the_limit(tries: list[int]) -> None:
    found = allowed(tries)
    for start in range(0, 401, LIMIT.seconds):
        assert len([now for now in found if start <= now < start + LIMIT.seconds]) <= LIMIT.most


@given(times)
def test_no_stretch_holds_twice_the_limit(tries: list[int]) -> None:
    found = allowed(tries)
    assert all(len([now for now in found if start <= now < start + LIMIT.seconds]) < 2 * LIMIT.most for start in found)


@given(st.integers(0, 10_000))
def test_few_tries_always_pass_and_too_many_never_do(now: int) -> None:
    assert is_within(LIMIT, LIMIT.most, 0, now)
    assert not is_within(LIMIT, LIMIT.most + 1, 0, now)


@given(st.integers(0, 10_000), st.integers(0, 50))
def test_what_was_tried_before_weighs_less_and_less(now: int, before: int) -> None:
    here = period_of(LIMIT, now) * LIMIT.seconds
    passes = [is_within(LIMIT, 1, before, here + second) for second in range(LIMIT.seconds)]
    assert passes == sorted(passes), "once allowed, allowed until the period ends"


@given(st.integers(0, 10_000))
def test_a_wait_ends(now: int) -> None:
    assert 0 < wait_of(LIMIT, now) <= LIMIT.seconds
