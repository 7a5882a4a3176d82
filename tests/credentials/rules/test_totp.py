"""Codes of an app: the examples of RFC 6238, the drift of clocks, the picture's address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.credentials.rules.totp import address_of, code_at, step_of, write_key

RFC_KEY = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_examples_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B: the last six of their eight digits."""
    assert code_at(RFC_KEY, seconds // 30) == code


@given(st.binary(min_size=20, max_size=20), st.integers(100, 10**9), st.integers(-3, 3))
def test_one_step_too_early_or_too_late_is_right_and_no_more(key: bytes, step: int, off: int) -> None:
    found = step_of(key, code_at(key, step + off), step * 30 + 15)
    if abs(off) <= 1:
        assert found is not None
    elif found is not None:  # two steps may have one code, by chance
        assert code_at(key, found) == code_at(key, step + off)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef"])
def test_what_is_no_code_fits_nowhere(code: str) -> None:
    assert step_of(RFC_KEY, code, 59) is None


def test_a_key_is_written_for_hands_and_for_apps() -> None:
    assert write_key(RFC_KEY) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    address = address_of(RFC_KEY, "Espace santé")
    assert address.startswith("otpauth://totp/Espace%20sant%C3%A9?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&")
