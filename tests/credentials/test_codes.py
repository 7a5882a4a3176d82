"""One-time codes: one person, one purpose, one browser, five tries, ten minutes, one use."""

import pytest

from ens.credentials import codes
from ens.credentials.rules.codes import TRIES
from ens.gate.house import database
from ens.kernel.errors import TooMany
from tests.databases import Database

pytestmark = pytest.mark.usefixtures("database")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def later(seconds: int) -> None:
    """Let time pass for every code of this database."""
    with database().cursor() as cursor:
        shift = f"interval '{seconds} seconds'"
        cursor.execute(f"UPDATE one_time_code SET sent = sent - {shift}, expires = expires - {shift}")


def test_a_code_is_used_once() -> None:
    code = codes.issue_code("enrol", "anna-1", "flow")
    assert codes.redeem_code("enrol", "anna-1", "flow", f" {code[:3]} {code[3:]}")
    assert not codes.redeem_code("enrol", "anna-1", "flow", code)


@pytest.mark.parametrize(
    "place", [("verify", "anna-2", "flow"), ("enrol", "béa", "flow"), ("enrol", "anna-2", "other")]
)
def test_it_is_bound_to_purpose_person_and_browser(place: tuple[str, str, str]) -> None:
    later(60)
    code = codes.issue_code("enrol", "anna-2", "flow")
    assert not codes.redeem_code(*place, code)
    assert codes.redeem_code("enrol", "anna-2", "flow", code), "and was not worn out by it"


def test_five_tries_and_no_more() -> None:
    code = codes.issue_code("enrol", "anna-3", "flow")
    assert not any(codes.redeem_code("enrol", "anna-3", "flow", wrong(code)) for _ in range(TRIES))
    assert not codes.redeem_code("enrol", "anna-3", "flow", code)


def test_the_fifth_try_may_be_right() -> None:
    code = codes.issue_code("enrol", "anna-4", "flow")
    assert not any(codes.redeem_code("enrol", "anna-4", "flow", wrong(code)) for _ in range(TRIES - 1))
    assert codes.redeem_code("enrol", "anna-4", "flow", code)


def test_nothing_typed_is_no_code() -> None:
    codes.issue_code("enrol", "anna-5", "flow")
    assert not codes.redeem_code("enrol", "anna-5", "flow", "")
    assert not codes.redeem_code("enrol", "nobody", "flow", "")


def test_thirty_seconds_between_two_codes_in_any_browser() -> None:
    first = codes.issue_code("enrol", "anna-6", "flow")
    for flow in ("flow", "other"):
        with pytest.raises(TooMany):
            codes.issue_code("enrol", "anna-6", flow)
    later(31)
    second = codes.issue_code("enrol", "anna-6", "flow")
    assert first == second or not codes.redeem_code("enrol", "anna-6", "flow", first), "the new one replaces it"
    assert codes.redeem_code("enrol", "anna-6", "flow", second)


def test_ten_minutes_and_it_is_worth_nothing() -> None:
    code = codes.issue_code("enrol", "anna-7", "flow")
    later(601)
    assert not codes.redeem_code("enrol", "anna-7", "flow", code)


def test_what_is_used_once_is_used_once() -> None:
    assert codes.use_once("passkey", "challenge", 60)
    assert not codes.use_once("passkey", "challenge", 60)
    assert codes.use_once("other", "challenge", 60)
    later(31)
    assert not codes.use_once("passkey", "challenge", 60), "however long one waits"


def test_what_has_expired_is_forgotten(database: Database) -> None:
    codes.issue_code("enrol", "anna-8", "flow")
    later(601)
    assert codes.sweep() > 0
    assert codes.sweep() == 0
