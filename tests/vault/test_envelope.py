"""A sealed value opens in its own place, whole, and nowhere else."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from ens.kernel.sealing import Tampered
from ens.vault.envelope import OVERHEAD, Part, associated, open_, seal

CIPHER = AESGCM(bytes(range(32)))
PLACES = st.builds(
    associated,
    st.integers(0, 2**48 - 1),
    st.binary(min_size=10, max_size=10),
    st.integers(0, 2**31 - 1),
    st.sampled_from(Part),
)


@given(st.binary(max_size=300), PLACES)
def test_what_was_sealed_opens(plain: bytes, place: bytes) -> None:
    sealed = seal(CIPHER, plain, place)
    assert len(sealed) == len(plain) + OVERHEAD
    assert open_(CIPHER, sealed, place) == plain


@given(st.binary(max_size=60), st.data())
def test_any_flipped_bit_is_refused(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(CIPHER, plain, b""))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        open_(CIPHER, bytes(sealed), b"")


@given(st.binary(max_size=60), st.data())
def test_any_cut_is_refused(plain: bytes, data: st.DataObject) -> None:
    sealed = seal(CIPHER, plain, b"")
    with pytest.raises(Tampered):
        open_(CIPHER, sealed[: data.draw(st.integers(0, len(sealed) - 1))], b"")


@given(PLACES, PLACES)
def test_another_place_is_refused(here: bytes, there: bytes) -> None:
    sealed = seal(CIPHER, b"plain", here)
    if here == there:
        assert open_(CIPHER, sealed, there) == b"plain"
    else:
        with pytest.raises(Tampered):
            open_(CIPHER, sealed, there)


@pytest.mark.parametrize(
    ("space", "item", "version", "part"),
    [
        (2, b"i" * 10, 3, Part.BODY),
        (1, b"j" * 10, 3, Part.BODY),
        (1, b"i" * 10, 4, Part.BODY),
        (1, b"i" * 10, 3, Part.HEADER),
    ],
)
def test_one_changed_coordinate_is_refused(space: int, item: bytes, version: int, part: Part) -> None:
    sealed = seal(CIPHER, b"plain", associated(1, b"i" * 10, 3, Part.BODY))
    with pytest.raises(Tampered):
        open_(CIPHER, sealed, associated(space, item, version, part))


def test_two_seals_of_one_text_differ() -> None:
    assert seal(CIPHER, b"same", b"") != seal(CIPHER, b"same", b"")


@pytest.mark.parametrize("item", [b"", b"short", b"elevenbytes"])
def test_an_item_of_another_length_has_no_place(item: bytes) -> None:
    with pytest.raises(ValueError, match="ten bytes"):
        associated(1, item, 1, Part.BODY)


def test_the_place_is_written_as_documented() -> None:
    assert associated(1, b"i" * 10, 2, Part.BODY) == bytes(7) + b"\x01" + b"i" * 10 + b"\0\0\0\x02\x02"
