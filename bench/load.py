"""A closed-loop load generator: some connections, each with one request under way, in one thread of one process."""

import select
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from bench import evenly
from bench.cell import HOST, Cell

_PIECE: Final = 1 << 18
_LAST_CHUNK: Final = b"\r\n0\r\n\r\n"
_PATIENCE: Final = 30.0


@dataclass(slots=True)
class Line:
    """One connection: what is still to be sent, what has come, when the request began."""

    sock: socket.socket
    out: memoryview = field(default_factory=lambda: memoryview(b""))
    got: bytearray = field(default_factory=bytearray)
    need: int = -1
    began: float = 0.0


@dataclass(slots=True)
class Tally:
    """What came back while counting was on; `sent` counts every request."""

    counting: bool = False
    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    sent: int = 0
    first_error: bytes = b""


class Load:
    """Clients of one cell on one server."""

    def __init__(self, cell: Cell, port: int, clients: int, host: str = HOST, processes: Sequence[int] = ()) -> None:
        self._cell = cell
        self.tally = Tally()
        self._poll = select.epoll()
        self._lines = {}
        for opened in evenly.connect((host, port), clients, processes):
            line = Line(opened)
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sock.setblocking(False)  # noqa: FBT003  its only argument
            self._lines[line.sock.fileno()] = line
            self._poll.register(line.sock.fileno(), 0)
        for line in self._lines.values():
            self._begin(line)

    def run(self, until: Callable[[], bool]) -> None:
        """Keep every client busy until told otherwise."""
        while not until():
            ready = self._poll.poll(_PATIENCE)
            if not ready:
                raise TimeoutError("the server does not answer")
            for handle, event in ready:
                line = self._lines[handle]
                if event & select.EPOLLOUT:
                    self._push(line)
                if event & ~select.EPOLLOUT:
                    self._pull(line)

    def run_for(self, seconds: float, *, counting: bool) -> float:
        """Keep every client busy for a time; returns the time it really took."""
        begun = time.perf_counter()
        self.tally.counting = counting
        self.run(lambda: time.perf_counter() - begun >= seconds)
        self.tally.counting = False
        return time.perf_counter() - begun

    def close(self) -> None:
        """Take the answers under way, then hang up, so that nothing of this load runs into the next."""
        for line in self._lines.values():
            line.sock.settimeout(_PATIENCE)
            line.sock.sendall(line.out)
            while not self._whole(line):
                piece = line.sock.recv(_PIECE)
                if not piece:
                    break
                line.got += piece
            line.sock.close()
        self._poll.close()

    def _begin(self, line: Line) -> None:
        line.out, line.need = memoryview(self._cell.next()), -1
        line.got.clear()
        self.tally.sent += 1
        line.began = time.perf_counter()
        self._push(line)

    def _push(self, line: Line) -> None:
        with suppress(BlockingIOError):
            line.out = line.out[line.sock.send(line.out) :]
        wanted = select.EPOLLIN | (select.EPOLLOUT if line.out else 0)
        self._poll.modify(line.sock.fileno(), wanted)

    def _pull(self, line: Line) -> None:
        piece = line.sock.recv(_PIECE)
        if not piece:
            raise ConnectionError("the server hung up")
        line.got += piece
        if self._whole(line):
            self._count(line)
            self._begin(line)

    @staticmethod
    def _whole(line: Line) -> bool:
        if line.need < 0:
            end = line.got.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(line.got[:end]).lower()
            at = head.find(b"\r\ncontent-length:")
            if at < 0:
                return line.got.endswith(_LAST_CHUNK)
            line.need = end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])
        return len(line.got) >= line.need

    def _count(self, line: Line) -> None:
        tally = self.tally
        if not tally.counting:
            return
        tally.seconds.append(time.perf_counter() - line.began)
        if int(line.got[9:12]) != self._cell.expected:
            tally.errors += 1
            tally.first_error = tally.first_error or bytes(line.got[:600])
