"""Public ids: one thing has one id, and nothing can be read from a foreign one."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.kernel.ids import ITEM_BYTES, NO_ITEM, TEXT_LENGTH, IdCodec, new_item, new_space

pytestmark = pytest.mark.threat("T-09")

KEY = bytes(range(16))
CODEC = IdCodec(KEY)

spaces = st.integers(min_value=0, max_value=2**48 - 1)
items = st.binary(min_size=ITEM_BYTES, max_size=ITEM_BYTES)


@given(spaces, items)
def test_an_id_comes_back(space: int, item: bytes) -> None:
    """Encode then decode gives the same thing, in 26 plain characters."""
    text = CODEC.encode(space, item)
    assert len(text) == TEXT_LENGTH
    assert text.isascii()
    assert text.isalnum()
    assert CODEC.decode(text) == (space, item)


@given(spaces, items)
def test_one_thing_has_one_id(space: int, item: bytes) -> None:
    """Capitals and the spare bits of the last character do not give a second name."""
    text = CODEC.encode(space, item)
    assert text.upper() == text or CODEC.decode(text.upper()) is None
    for last in "abcdefghijklmnopqrstuvwxyz234567":
        if last != text[-1]:
            read = CODEC.decode(text[:-1] + last)
            assert read is None or CODEC.encode(*read) == text[:-1] + last


@given(spaces, items)
def test_a_foreign_key_gives_another_thing(space: int, item: bytes) -> None:
    """Another key's id decodes to an unrelated place, without any error."""
    other = IdCodec(b"\xff" * 16)
    assert other.decode(CODEC.encode(space, item)) != (space, item)
    assert other.encode(space, item) != CODEC.encode(space, item)


@given(st.one_of(st.text(max_size=40), st.text("abcdefghijklmnopqrstuvwxyz234567=", min_size=26, max_size=26)))
def test_any_text_is_an_id_or_none(text: str) -> None:
    """Random text never raises, and what is read would be written the same."""
    read = CODEC.decode(text)
    assert read is None or CODEC.encode(*read) == text


def test_near_misses_are_none() -> None:
    """One character less, one more, a look-alike, a full-width letter."""
    text = CODEC.encode(7, NO_ITEM)
    for near in (text[:-1], text + "a", "1" + text[1:], "ａ" + text[1:], text + "\n", " " + text[1:], ""):
        assert CODEC.decode(near) is None


def test_neighbours_do_not_look_alike() -> None:
    """Two items of one space share no prefix that tells it."""
    ids = {CODEC.encode(1, os.urandom(ITEM_BYTES))[:6] for _ in range(200)}
    assert len(ids) > 190


def test_new_names_are_in_range() -> None:
    """Spaces are 48 bits and never the house's own; items are 80 bits."""
    assert all(0 < new_space() < 2**48 for _ in range(100))
    assert len(new_item()) == ITEM_BYTES
