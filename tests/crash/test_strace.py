"""A deposit as the kernel sees it: the file is durable, under its last name, before COMMIT is sent."""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.deposits import PDF, submission
from tests.scenarios.live import House
from tests.scenarios.newcomers import newcomer

pytestmark = pytest.mark.threat("T-17")

CALLS = "trace=write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,sendto,sendmsg,writev,openat"
LINE = re.compile(r"^(?:\[pid\s+)?(\d+)\]?\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")


@pytest.fixture
def house() -> Iterator[House]:
    made = House(demo=True, settings={"ENS_WORKERS": "1", "ENS_THREADS": "1"})
    made.start()
    yield made
    made.remove()


def _strace() -> str:
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed")
    tried = subprocess.run([program, "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"ptrace is not possible here: {tried.stderr.strip()[:100]}")
    return program


def test_the_file_is_durable_before_the_commit_is_sent(house: House, tmp_path: Path) -> None:
    program = _strace()
    person = newcomer(house)
    message = submission(person.ins, PDF, "application/pdf")
    assert house.send("hopital", "POST", "", message).status_code == 200  # connections and folders are made
    lines = _traced(program, house, tmp_path / "trace", message)
    steps = _steps(lines, str(house.folder / "var" / "blobs"))
    order = ["write", "fsync", "rename", "fsync folder", "BEGIN", "COMMIT", "answer"]
    assert [step for step in steps if step in order] == order, steps
    assert "fsync parent" not in steps[1:], "a new folder is durable before anything is written into it"


def _traced(program: str, house: House, trace: Path, message: object) -> list[tuple[str, str]]:
    """Trace every web process during one deposit; gives the calls in order."""
    servers = [str(pid) for pid, command in house.pids().items() if "cli serve" in command]
    arguments = [program, "-f", "-y", "-s", "300", "-e", CALLS, "-o", str(trace)]
    watcher = subprocess.Popen([*arguments, *(part for pid in servers for part in ("-p", pid))], stderr=subprocess.PIPE)
    try:
        assert watcher.stderr is not None
        for _ in servers:
            watcher.stderr.readline()  # "Process … attached"
        time.sleep(0.3)
        assert house.send("hopital", "POST", "", message).status_code == 200
        time.sleep(0.3)
    finally:
        watcher.send_signal(signal.SIGINT)
        watcher.communicate(timeout=20)
    found = (LINE.match(line) for line in trace.read_text(errors="replace").splitlines())
    return [(match[2], match[3]) for match in found if match and int(match[4]) >= 0]


def _steps(calls: list[tuple[str, str]], blobs: str) -> list[str]:
    """Name what each call is for; a step that is done in several calls counts once."""
    steps: list[str] = []
    for name, arguments in calls:
        step = _step(name, arguments, blobs)
        if step and (not steps or steps[-1] != step):
            steps.append(step)
    return steps


def _step(name: str, arguments: str, blobs: str) -> str:
    is_draft = blobs in arguments and ".tmp" in arguments
    if name in {"write", "pwrite64"} and is_draft:
        return "write"
    if name in {"fsync", "fdatasync"}:
        folder = re.search(rf"<{re.escape(blobs)}(/[0-9a-f]{{2}})?>", arguments)
        return "fsync" if is_draft else "" if folder is None else "fsync folder" if folder[1] else "fsync parent"
    if name.startswith("rename") and blobs in arguments:
        return "rename"
    if name in {"sendto", "write", "writev", "sendmsg"}:
        for word in ("BEGIN", "COMMIT"):
            if word in arguments:
                return word
        if "HTTP/1.1 200" in arguments:
            return "answer"
    return ""
