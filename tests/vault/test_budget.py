"""The tripwire on unwraps: it counts by the minute, stops, and tells it once."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from ens.kernel.errors import Unavailable
from ens.vault.budget import Budget

pytestmark = pytest.mark.threat("T-15")


def test_a_minute_has_so_many_unwraps(caplog: pytest.LogCaptureFixture) -> None:
    now = 30.0
    budget = Budget(3, lambda: now)
    budget.spend(3)
    for _ in range(5):
        with pytest.raises(Unavailable) as refusal:
            budget.spend()
        assert refusal.value.reasons == ("key_budget",)
    now = 60.0
    budget.spend()
    messages = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert messages == [(logging.CRITICAL, "key budget of 3 unwraps a minute is spent")]


def test_several_at_once_count_as_several() -> None:
    budget = Budget(3, lambda: 0.0)
    with pytest.raises(Unavailable):
        budget.spend(4)


def test_threads_share_one_budget() -> None:
    budget = Budget(100, lambda: 0.0)

    def spend(_: int) -> bool:
        try:
            budget.spend()
        except Unavailable:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(spend, range(1000))) == 100


@pytest.mark.parametrize("start", [0.0, 60.0, 119.5])
def test_a_minute_ends_where_the_clock_says(start: float) -> None:
    now = start
    budget = Budget(1, lambda: now)
    budget.spend()
    now = start // 60 * 60 + 59.99
    with pytest.raises(Unavailable):
        budget.spend()
    now = start // 60 * 60 + 60
    budget.spend()
    now += 59
    with pytest.raises(Unavailable):
        budget.spend()


def test_one_unwrap_is_counted_as_one() -> None:
    budget = Budget(2, lambda: 0.0)
    budget.spend()
    budget.spend()
    with pytest.raises(Unavailable):
        budget.spend()
