"""Has one file opened by a child of its own, and gives its answer or a refusal; whatever happens, the child is gone."""

import json
import os
import selectors
import threading
import time
from typing import Annotated, BinaryIO, Final

import msgspec

from ens.formats.preview import nursery
from ens.formats.preview.shapes import Reason, Refusal
from ens.postgres.seats import aside

CHILDREN: Final = 2  # at once in this process
WAIT_SECONDS: Final = 2.0  # for one of them: whoever waits here holds a thread, and leaves its seat to others
WALL_SECONDS: Final = 10.0
ANSWER: Final = 64_000_000  # bytes
_PIECE: Final = 65_536
_free = threading.BoundedSemaphore(CHILDREN)


Count = Annotated[int, msgspec.Meta(ge=0, le=999_999)]


class Said(msgspec.Struct):
    """What a child says: a failure, or what its job found."""

    failure: Reason | None = None
    total: Count = 0
    pages: list[tuple[Count, Count, str]] = []
    kind: str = ""
    text: str = ""


def ask(program: str, job: str, content: bytes, number: int = 1, mark: str = "") -> tuple[Said, bytes] | Refusal:
    """Have one job done on a file by a program of `limited`; nothing that the file does reaches the caller.

    `mark` is written across what is drawn.
    """
    with aside():
        return _ask(program, job, content, (number, mark))


def _ask(program: str, job: str, content: bytes, wanted: tuple[int, str]) -> tuple[Said, bytes] | Refusal:
    if not _free.acquire(timeout=WAIT_SECONDS):
        return Refusal(Reason.BUSY)
    try:
        request = json.dumps({"program": program, "job": job, "number": wanted[0], "mark": wanted[1]}).encode() + b"\n"
        with nursery.fork() as (requests, answers):
            answer = _exchange(requests, answers, request + content)
        if not answer:
            nursery.renew()
    finally:
        _free.release()
    return _read(answer)


def _exchange(requests: BinaryIO, answers: BinaryIO, message: bytes) -> bytes:
    """Write and read at once until the child has said all; an empty answer when it takes too long or says too much."""
    end = time.monotonic() + WALL_SECONDS
    answer, left = bytearray(), memoryview(message)
    with selectors.DefaultSelector() as pipes:
        os.set_blocking(requests.fileno(), False)
        pipes.register(requests, selectors.EVENT_WRITE)
        pipes.register(answers, selectors.EVENT_READ)
        while pipes.get_map():
            ready = pipes.select(max(0.0, end - time.monotonic()))
            if not ready or len(answer) > ANSWER:
                return b""
            for key, _ in ready:
                if key.fileobj is requests:
                    left = left[_write(key.fd, left) :]
                    done = not left
                else:
                    piece = os.read(key.fd, _PIECE)
                    answer += piece
                    done = not piece
                if done:
                    pipes.unregister(key.fileobj)
                    requests.close() if key.fileobj is requests else answers.close()
    return bytes(answer)


def _write(descriptor: int, left: memoryview) -> int:
    try:
        return os.write(descriptor, left[:_PIECE])
    except BrokenPipeError:
        return len(left)  # it has stopped listening; what it says still counts


def _read(answer: bytes) -> tuple[Said, bytes] | Refusal:
    """Read the first line; a child that died or was stopped before it had one was given too much to do."""
    line, newline, payload = answer.partition(b"\n")
    if not newline:
        return Refusal(Reason.HEAVY)
    try:
        said = msgspec.json.decode(line, type=Said)
    except msgspec.DecodeError:
        return Refusal(Reason.BROKEN)
    return Refusal(said.failure) if said.failure else (said, payload)
