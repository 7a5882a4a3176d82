"""Tries are counted for all processes, about one thing each, and forgotten when they are past."""

import pytest

from ens.credentials import limits
from ens.credentials.rules.windows import Limit
from ens.gate.house import database
from ens.kernel.errors import TooMany

pytestmark = pytest.mark.usefixtures("database")
FEW = Limit("test", 3, 900)


def test_three_and_no_more() -> None:
    assert [limits.try_spending(FEW, "anna") for _ in range(4)] == [True, True, True, False]
    with pytest.raises(TooMany) as caught:
        limits.spend(FEW, "anna")
    assert 0 < caught.value.retry_after <= 900


def test_somebody_else_is_not_concerned() -> None:
    for _ in range(4):
        limits.try_spending(FEW, "béa", "127.0.0.1")
    assert limits.try_spending(FEW, "béa", "127.0.0.2")
    assert limits.try_spending(FEW, "béa127.0.0.1"), "no two lists of words read the same"
    assert limits.try_spending(Limit("other", 3, 900), "béa", "127.0.0.1")


def test_a_right_try_is_given_back() -> None:
    for _ in range(10):
        limits.spend(FEW, "chloé")
        limits.refund(FEW, "chloé")
    assert limits.try_spending(FEW, "chloé")


def test_nobody_is_named_in_the_table() -> None:
    limits.spend(FEW, "donatienne")
    with database().cursor() as cursor:
        cursor.execute("SELECT string_agg(attempt::text, ' ') FROM attempt")
        assert b"donatienne".hex() not in cursor.fetchone()[0]


def test_past_periods_are_forgotten() -> None:
    limits.spend(FEW, "élise")
    with database().cursor() as cursor:
        cursor.execute("UPDATE attempt SET ends = now() - interval '1 second'")
    assert limits.sweep() > 0
    assert limits.sweep() == 0
