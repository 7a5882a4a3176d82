"""base64Binary is read strictly: what one reader would skip and another refuse is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.fhir.base64_data import decode_base64
from ens.kernel.errors import Invalid

ALPHABET = "ABCdef019+/= \n-_é*"


@given(st.binary(max_size=200))
def test_what_was_written_comes_back(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert decode_base64(text, "here") == data
    assert decode_base64("\n".join(text[place : place + 20] for place in range(0, len(text), 20)), "here") == data


@given(st.text(ALPHABET, max_size=24))
def test_it_refuses_exactly_what_the_strict_reader_refuses(text: str) -> None:
    bare = "".join(text.split())
    try:
        wanted = base64.b64decode(bare, validate=True)
    except ValueError:
        wanted = None
    if wanted is None or len(bare) % 4:  # the standard library takes « 0000= », one sign of padding too many
        with pytest.raises(Invalid):
            decode_base64(text, "here")
    else:
        assert decode_base64(text, "here") == wanted


@pytest.mark.parametrize(
    "text", ["A", "AA", "AAA", "A===", "AA=A", "=AAA", "AAAA====", "AA*=", "AA-_", "AA==AA==", "é"]
)
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        decode_base64(text, "here")
