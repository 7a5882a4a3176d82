"""What clients send: whole or refused, so many at once, and a place that is always given back."""

import io
from contextlib import closing
from typing import Any

import pytest

from ens.config import bodies
from ens.config.bodies import LARGE, LARGE_AT_ONCE, SMALL_AT_ONCE, Body, receive
from ens.kernel.errors import Malformed, Unavailable


def environ(content: bytes, **more: str) -> dict[str, Any]:
    return {"wsgi.input": io.BytesIO(content), **more}


def test_a_body_is_read_to_its_length() -> None:
    asked = environ(b"abcdef", CONTENT_LENGTH="6")
    body = receive(asked)
    assert body is asked["wsgi.input"]
    assert (body.read(2), body.readline(2), body.read(), body.read()) == (b"ab", b"cd", b"ef", b"")


@pytest.mark.parametrize("more", [{}, {"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "0"}])
def test_who_sends_nothing_needs_no_place(more: dict[str, str]) -> None:
    assert receive(environ(b"", **more)) is None


@pytest.mark.parametrize("size", [-1, 6, 100])
def test_a_body_that_was_cut_is_refused(size: int) -> None:
    with closing(Body(io.BytesIO(b"abc"), 6)) as body, pytest.raises(Malformed):
        body.read(size)


def test_a_line_that_was_cut_is_refused() -> None:
    with closing(Body(io.BytesIO(b"a\nb"), 6)) as body:
        assert (body.readline(), body.readline()) == (b"a\n", b"b")
        with pytest.raises(Malformed):
            body.readline()


@pytest.mark.parametrize(("length", "places"), [(2, SMALL_AT_ONCE), (LARGE + 1, LARGE_AT_ONCE), (None, LARGE_AT_ONCE)])
def test_no_more_than_so_many_are_waited_for(length: int | None, places: int) -> None:
    content = b"x" * (LARGE + 1)
    held = [Body(io.BytesIO(content), length) for _ in range(places)]
    late = Body(io.BytesIO(content), length)
    try:
        for body in held:
            body.read(1)
        with pytest.raises(Unavailable) as refused:
            late.read(1)
        assert refused.value.retry_after > 0
        held[0].close()
        assert late.read(1) == b"x"
    finally:
        for body in (*held, late):
            body.close()


def test_a_small_body_that_is_there_makes_room_at_once() -> None:
    bodies_read = [Body(io.BytesIO(b"ab"), 2) for _ in range(2 * SMALL_AT_ONCE)]
    assert {body.read(2) for body in bodies_read} == {b"ab"}
    assert bodies.awaited_since() is None
