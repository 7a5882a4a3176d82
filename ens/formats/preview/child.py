"""Starts the limited child for one file, and gives its answer or a refusal; whatever happens, it is gone afterwards."""

import atexit
import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import msgspec

from ens.formats.preview.shapes import Reason, Refusal

CHILDREN: Final = 2  # at once in this process
WAITING: Final = {"pdf": 2, "picture": 1, "rtf": 0}  # ready for the next files: opening a PDF asks for two
WAIT_SECONDS: Final = 5.0
WALL_SECONDS: Final = 10.0
ANSWER: Final = 64_000_000  # bytes
_PIECE: Final = 65_536
_PROJECT: Final = Path(__file__).resolve().parents[3]
_free = threading.BoundedSemaphore(CHILDREN)
_lock = threading.Lock()
_ready: "dict[str, list[subprocess.Popen[bytes]]]" = {program: [] for program in WAITING}


Count = Annotated[int, msgspec.Meta(ge=0, le=999_999)]


class Said(msgspec.Struct):
    """What a child says: a failure, or what its job found."""

    failure: Reason | None = None
    total: Count = 0
    pages: list[tuple[Count, Count, str]] = []
    kind: str = ""
    text: str = ""


def ask(program: str, job: str, content: bytes, number: int = 1) -> tuple[Said, bytes] | Refusal:
    """Have one job done on a file by a program of `limited`; nothing that the file does reaches the caller."""
    if not _free.acquire(timeout=WAIT_SECONDS):
        return Refusal(Reason.BUSY)
    try:
        request = json.dumps({"job": job, "number": number}).encode() + b"\n"
        with _ended(_take(program)) as process:
            answer = _exchange(process, request + content)
        _prepare(program)
    finally:
        _free.release()
    return _read(answer)


def _take(program: str) -> "subprocess.Popen[bytes]":
    """Take a child that waits, or start one; one that died while it waited is only swept away."""
    with _lock:
        waiting = _ready[program].pop(0) if _ready[program] else None
    if waiting is None or waiting.poll() is None:
        return waiting or _start(program)
    with _ended(waiting):
        return _start(program)


def _prepare(program: str) -> None:
    """Start the next children ahead: starting costs more than most files do. One child still sees one file."""
    with _lock:
        while len(_ready[program]) < WAITING[program]:
            _ready[program].append(_start(program))


@atexit.register
def dismiss() -> None:
    """End the children that wait."""
    for waiting in _ready.values():
        while waiting:
            with _ended(waiting.pop()):
                pass


def _start(program: str) -> "subprocess.Popen[bytes]":
    """Start a child in a group of its own, without our environment."""
    return subprocess.Popen(
        [sys.executable, "-s", "-E", "-m", f"ens.formats.preview.limited.{program}"],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_PROJECT,
        env={},
        start_new_session=True,
    )


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> "Iterator[subprocess.Popen[bytes]]":
    """At the end kill the child's whole group, and wait for it."""
    with process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: "subprocess.Popen[bytes]", message: bytes) -> bytes:
    """Write and read at once until the child has said all; an empty answer when it takes too long or says too much."""
    assert process.stdin  # noqa: S101  pipes were asked for
    assert process.stdout  # noqa: S101
    end = time.monotonic() + WALL_SECONDS
    answer, left = bytearray(), memoryview(message)
    with selectors.DefaultSelector() as pipes:
        os.set_blocking(process.stdin.fileno(), False)
        pipes.register(process.stdin, selectors.EVENT_WRITE, process.stdin)
        pipes.register(process.stdout, selectors.EVENT_READ, process.stdout)
        while pipes.get_map():
            ready = pipes.select(max(0.0, end - time.monotonic()))
            if not ready or len(answer) > ANSWER:
                return b""
            for key, _ in ready:
                if key.data is process.stdin:
                    left = left[_write(key.fd, left) :]
                    done = not left
                else:
                    piece = os.read(key.fd, _PIECE)
                    answer += piece
                    done = not piece
                if done:
                    pipes.unregister(key.fileobj)
                    key.data.close()
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
