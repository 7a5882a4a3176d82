"""The stream alone: its segments, and that it says itself when it is cut."""

import io

import pytest

from ens.kernel.sealing import Tampered
from ens.vault import streaming

KEY = bytes(range(32))


def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    streaming.encrypt(KEY, iter([content]), target, b"place")
    return target.getvalue()


def opened(content: bytes, place: bytes = b"place") -> bytes:
    return b"".join(streaming.decrypt(KEY, io.BytesIO(content), place, 1000))


def test_segments_have_the_size_of_the_format() -> None:
    assert streaming.SEGMENT_BYTES == 262_144
    # one header of 40 bytes (length, salt, nonce prefix), one tag of 16 bytes per segment
    assert len(sealed(b"")) == 40 + 16
    assert len(sealed(bytes(262_144 - 56))) == 262_144
    assert len(sealed(bytes(262_144 - 55))) == 262_144 + 17


@pytest.mark.parametrize("length", [0, 39, 55, 500, 262_144, 262_200])
def test_a_cut_stream_says_so_itself(length: int) -> None:
    whole = sealed(bytes(300_000))
    assert opened(whole) == bytes(300_000)
    with pytest.raises(Tampered):
        opened(whole[:length])


def test_a_stream_of_another_place_does_not_open() -> None:
    with pytest.raises(Tampered):
        opened(sealed(b"content"), b"elsewhere")
