"""The child that opens strangers' files: it can do nothing else, it is stopped in time, and it is not believed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ens.formats.preview import child
from ens.formats.preview.child import Said, ask
from ens.formats.preview.limited.confine import SECONDS
from ens.formats.preview.shapes import Reason, Refusal
from tests.factories import pdfs
from tests.formats.preview.conftest import Program, gone

pytestmark = pytest.mark.threat("T-23")

PROJECT = Path(child.__file__).resolve().parents[3]
CONFINED = (
    "import ctypes, os, socket, subprocess, sys, threading\nfrom ens.formats.preview.limited.confine import confine\n"
)


def confined(code: str, seconds: int = SECONDS) -> str:
    """Run code in a confined process; give what it says last, or how it died."""
    tried = f"try:\n    {code}\nexcept BaseException as error:\n    print(type(error).__name__)\n"
    program = f"{CONFINED}confine({seconds})\n{tried}"
    ran = subprocess.run(
        [sys.executable, "-s", "-E", "-c", program],
        cwd=PROJECT,
        env={},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return ran.stdout.strip() or f"died of {-ran.returncode}"


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/hostname')",
        "open('/tmp/left-behind', 'w')",
        "os.listdir('/')",
        "os.pipe()",
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 22))",
        "subprocess.run(['/bin/true'])",
        "bytes(600_000_000)",
    ],
)
def test_nothing_can_be_opened_started_or_taken(code: str) -> None:
    assert confined(code) in {"OSError", "MemoryError", "PermissionError", "BlockingIOError", "gaierror"}


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces and Landlock are Linux's")
@pytest.mark.parametrize(
    "code",
    [
        "os.close(0); open('/etc/hostname')",
        "os.close(0); os.open('/tmp', os.O_TMPFILE | os.O_RDWR)",
        "os.kill(PARENT, 0)",
        "os.close(0); s = socket.socket(); s.connect(('127.0.0.1', 22))",
        "os.close(0); open('/proc/PARENT/mem')",
    ],
)
def test_code_that_took_over_finds_nobody_and_nothing(code: str) -> None:
    """Closing a pipe frees a number for a file; then the kernel's own walls are left."""
    code = code.replace("PARENT", str(os.getpid()))
    assert confined(code) in {"PermissionError", "OSError", "ProcessLookupError"}


def test_a_loop_ends() -> None:
    began = time.monotonic()
    assert confined("exec('while True: pass')", seconds=1) == "died of 9"
    assert time.monotonic() - began < 10


def test_limits_cannot_be_lifted() -> None:
    code = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))"
    assert confined(code) in {"ValueError", "PermissionError"}


def said(line: str, payload: str = "b''") -> str:
    return (
        "import sys\nsys.stdin.buffer.read()\n"
        f"sys.stdout.buffer.write({line.encode()!r} + b'\\n' + {payload})\nsys.stdout.buffer.flush()"
    )


def test_a_child_that_never_answers_is_killed_with_its_own_children(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    program(
        "import subprocess, sys, time\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(note)!r}, 'w').write(str(inner.pid))\n"
        "time.sleep(60)"
    )
    monkeypatch.setattr(child, "WALL_SECONDS", 1.5)
    began = time.monotonic()
    assert ask("pdf", "describe", b"x" * 1_000_000) == Refusal(Reason.HEAVY)
    assert time.monotonic() - began < 5
    assert gone(int(note.read_text()))


def test_a_child_that_never_stops_talking_is_stopped(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program("import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))")
    monkeypatch.setattr(child, "ANSWER", 5_000_000)
    assert ask("pdf", "describe", b"") == Refusal(Reason.HEAVY)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{",
        '{"total": -1}',
        '{"total": 10000000000}',
        '{"failure": "no such reason"}',
        '{"pages": [[1]]}',
        '{"pages": [["<b>", 1, ""]]}',
        "\udcff",
    ],
)
def test_a_child_that_answers_nonsense_is_not_believed(program: Program, line: str) -> None:
    program(said(line.encode("utf-8", "surrogateescape").decode("latin-1")))
    assert ask("pdf", "describe", b"") == Refusal(Reason.BROKEN)


def test_a_child_that_dies_at_once_was_given_too_much(program: Program) -> None:
    program("import os; os.abort()")
    assert ask("pdf", "describe", b"x" * 10_000_000) == Refusal(Reason.HEAVY)


def test_what_a_child_says_and_gives(program: Program) -> None:
    program(said(json.dumps({"total": 2, "pages": [[3, 4, "é"]]}), "b'\\x00\\n\\xff'"))
    assert ask("pdf", "describe", b"") == (Said(total=2, pages=[(3, 4, "é")]), b"\x00\n\xff")


def test_each_file_has_a_child_of_its_own_that_is_gone_with_its_answer(program: Program) -> None:
    program(
        "import json, os, sys, time\nsys.stdin.buffer.read()\n"
        "print(json.dumps({'total': os.getpid()}), flush=True)\n"
        "os.close(1)\n"
        "time.sleep(60)"
    )
    answers = [ask("pdf", "describe", b"") for _ in range(3)]
    pids = {answer[0].total for answer in answers if isinstance(answer, tuple)}
    assert len(pids) == 3
    assert all(gone(pid) for pid in pids)


def test_when_all_children_are_busy_the_reader_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "WAIT_SECONDS", 0.05)
    held = [child._free.acquire(timeout=1) for _ in range(child.CHILDREN)]
    try:
        assert all(held)
        assert ask("pdf", "describe", pdfs.pages(1)) == Refusal(Reason.BUSY)
    finally:
        for _ in held:
            child._free.release()
    assert isinstance(ask("pdf", "describe", pdfs.pages(1)), tuple)


def test_whoever_waits_for_a_child_leaves_the_seat_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = ["mine"]

    @contextmanager
    def left() -> Iterator[None]:
        seat.clear()
        yield
        seat.append("mine again")

    def working(*_: object) -> bytes:
        assert not seat
        return b"{}\n"

    monkeypatch.setattr(child, "aside", left)
    monkeypatch.setattr(child, "_exchange", working)
    assert isinstance(ask("pdf", "describe", b""), tuple)
    assert seat == ["mine again"]
