"""Lines on which a message stands still are cut; whoever sends, takes or merely rests is left alone."""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from ens.config.stalled import LEAST_BYTES, cut_stalled

pytestmark = [
    pytest.mark.threat("T-30"),
    pytest.mark.skipif(sys.platform != "linux", reason="what a connection did is told by Linux alone"),
]
Pair = tuple[socket.socket, socket.socket]


class Lines:
    """A port of our own with some connections: the client's end and ours."""

    def __init__(self, opened: ExitStack) -> None:
        self._opened = opened
        self._listener = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port: int = self._listener.getsockname()[1]

    def open(self) -> Pair:
        client = self._opened.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=5))
        return client, self._opened.enter_context(self._listener.accept()[0])


@pytest.fixture
def lines() -> Iterator[Lines]:
    with ExitStack() as opened:
        yield Lines(opened)


def is_cut(pair: Pair) -> bool:
    client, ours = pair
    ours.setblocking(False)
    try:
        while data := ours.recv(1 << 20):
            assert data
    except BlockingIOError:
        return False
    return client is not None


def test_who_drips_is_cut_while_a_body_is_awaited(lines: Lines) -> None:
    dripping, sending = lines.open(), lines.open()
    before = cut_stalled(lines.port, {}, awaits=True)
    dripping[0].sendall(b"x")
    sending[0].sendall(bytes(LEAST_BYTES))
    cut_stalled(lines.port, before, awaits=True)
    assert (is_cut(dripping), is_cut(sending)) == (True, False)


def test_nobody_is_cut_at_the_first_look_nor_while_nothing_is_awaited(lines: Lines) -> None:
    resting = lines.open()
    before = cut_stalled(lines.port, {}, awaits=True)
    cut_stalled(lines.port, before, awaits=False)
    assert not is_cut(resting)


def test_who_was_answered_meanwhile_is_left_alone(lines: Lines) -> None:
    served = lines.open()
    before = cut_stalled(lines.port, {}, awaits=True)
    served[0].sendall(b"GET")
    served[1].sendall(b"200")
    assert served[0].recv(3) == b"200"
    cut_stalled(lines.port, before, awaits=True)
    assert not is_cut(served)


def test_who_does_not_take_an_answer_is_cut(lines: Lines) -> None:
    refusing, taking = lines.open(), lines.open()
    for _, ours in (refusing, taking):
        ours.setblocking(False)
        with suppress(BlockingIOError):
            while ours.send(bytes(1 << 20)):
                pass
    before = cut_stalled(lines.port, {}, awaits=False)
    taken = 0
    while taken < 1 << 20:
        taken += len(taking[0].recv(1 << 20))
    cut_stalled(lines.port, before, awaits=False)
    assert (is_cut(refusing), is_cut(taking)) == (True, False)


def test_another_port_is_not_ours_to_cut(lines: Lines) -> None:
    resting = lines.open()
    before = cut_stalled(1, {}, awaits=True)
    assert before == {}
    cut_stalled(1, before, awaits=True)
    assert not is_cut(resting)
