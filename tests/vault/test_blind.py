"""Blind tokens: the same for the same thing in one space, unrelated everywhere else."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ens.vault import blind
from ens.vault.keyring import Keyring

CAMILLE = Keyring(5, {1: b"a" * 32}, 1)
TWIN = Keyring(6, {1: b"a" * 32}, 1)
WORDS = st.lists(st.text(max_size=6), max_size=4).map(tuple)


@given(WORDS, WORDS)
def test_only_the_same_words_give_the_same_token(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (blind.token(CAMILLE, *one) == blind.token(CAMILLE, *other)) == (one == other)


def test_words_do_not_run_into_each_other() -> None:
    assert blind.token(CAMILLE, "a", "bc") != blind.token(CAMILLE, "ab", "c")
    assert blind.token(CAMILLE, "a1:b") != blind.token(CAMILLE, "a", "b")


@given(WORDS)
def test_a_token_is_a_signed_64_bit_number_of_its_space(words: tuple[str, ...]) -> None:
    token = blind.token(CAMILLE, *words)
    assert -(2**63) <= token < 2**63
    assert token != blind.token(TWIN, *words)


def test_months_go_back_from_the_newest() -> None:
    newest = blind.month_index(datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    tokens = blind.months(CAMILLE, "Observation", newest, 3)
    days = [datetime(2026, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC), datetime(2025, 11, 2, tzinfo=UTC)]
    assert tokens == [blind.month(CAMILLE, "Observation", blind.month_index(day)) for day in days]
    assert len(set(tokens)) == 3


def test_kinds_have_months_of_their_own() -> None:
    assert blind.month(CAMILLE, "Observation", 24_310) != blind.month(CAMILLE, "Condition", 24_310)
    assert blind.kind(CAMILLE, "Observation") != blind.kind(CAMILLE, "Condition")


def test_microseconds_and_datetimes_are_numbered_alike() -> None:
    assert blind.month_index(0) == blind.month_index(datetime(1970, 1, 1, tzinfo=UTC)) == 1970 * 12
    assert blind.month_index(-1) == 1969 * 12 + 11


def test_months_stop_at_the_beginning_of_the_calendar() -> None:
    assert len(blind.months(CAMILLE, "Observation", 2, 10)) == 3
