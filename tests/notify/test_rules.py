"""When a message that did not leave is tried again."""

from hypothesis import given
from hypothesis import strategies as st

from ens.notify.rules import wait_after


@given(st.integers(0, 30_000))
def test_waits_grow_up_to_six_hours(tries: int) -> None:
    assert 30 <= wait_after(tries) <= wait_after(tries + 1) <= 6 * 3_600
