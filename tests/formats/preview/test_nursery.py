"""The process that forks children: none of them reaches it, nor what another reads, and all of them end with it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ens.formats.preview import child, nursery
from ens.formats.preview.child import ask
from ens.formats.preview.shapes import Reason, Refusal
from tests.factories import pdfs
from tests.formats.preview.conftest import Program, gone

PROJECT = Path(child.__file__).resolve().parents[3]
pytestmark = pytest.mark.threat("T-23")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="namespaces and Landlock are Linux's")
# A child that somebody has taken over: confined as every child, it runs the code that comes instead of a file.
TAKEN_OVER = """
import ctypes, os, signal, socket, sys
from ens.formats.preview.limited.confine import confine
confine()
libc = ctypes.CDLL(None, use_errno=True)
PLACE = (ctypes.c_size_t * 2)(id(libc), 8)  # the same in all of them
def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
try:
    exec(sys.stdin.read())
    print("reached", flush=True)
except BaseException as error:
    print(type(error).__name__, flush=True)
"""


def zygote() -> int:
    process = nursery._zygotes[-1].process
    return process.pid


def talk(code: str) -> str:
    """Give a child its code, and read what it says."""
    with nursery.fork() as (requests, answers):
        requests.write(code.encode())
        requests.close()
        return answers.read().decode().strip()


@LINUX
@pytest.mark.parametrize(
    "code",
    [
        "os.kill(ZYGOTE, 0)",
        "os.kill(ZYGOTE, signal.SIGKILL)",
        "os.killpg(ZYGOTE, signal.SIGKILL)",
        "os.close(0); open('/proc/ZYGOTE/mem')",
        "os.close(0); os.listdir('/proc/ZYGOTE/fd')",
        "os.close(0); os.pidfd_open(ZYGOTE); signal.pidfd_send_signal(0, signal.SIGKILL)",
        "call('ptrace', 16, ZYGOTE, 0, 0)",
        "call('process_vm_readv', ZYGOTE, PLACE, 1, PLACE, 1, 0)",
        "call('process_vm_writev', SIBLING, PLACE, 1, PLACE, 1, 0)",
        "os.kill(SIBLING, signal.SIGKILL)",
        "call('ptrace', 16, SIBLING, 0, 0)",
        "os.close(0); open('/proc/SIBLING/mem')",
    ],
)
def test_a_child_that_was_taken_over_reaches_neither_the_zygote_nor_another_child(program: Program, code: str) -> None:
    program(TAKEN_OVER, prepared=True)
    with nursery.fork() as (requests, answers):
        requests.write(b"print(os.getpid(), flush=True); signal.pause()")
        requests.close()
        sibling = int(answers.readline())
        assert talk(code.replace("ZYGOTE", str(zygote())).replace("SIBLING", str(sibling))) in {
            "PermissionError",
            "ProcessLookupError",
            "OSError",
        }
        assert not gone(sibling, within=0)
        assert not gone(zygote(), within=0)


def test_a_child_holds_its_pipes_and_no_descriptor_of_ours(program: Program) -> None:
    program(
        "import os, sys\nfound = []\n"
        "for number in range(4096):\n"
        "    try:\n        found.append((number, os.fstat(number).st_mode >> 12))\n"
        "    except OSError:\n        pass\n"
        "print(found, flush=True)"
    )
    with nursery.fork():  # another one is at work
        assert talk("") == "[(0, 1), (1, 1), (2, 2)]", "two pipes, and a device that swallows everything"


@LINUX
def test_no_child_finds_in_its_memory_what_another_has_read(program: Program) -> None:
    program(
        "import re, sys\nread = sys.stdin.buffer.read()\nfound = 0\n"
        "with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:\n"
        "    for low, high in re.findall('(?m)^([0-9a-f]+)-([0-9a-f]+) rw', maps.read()):\n"
        "        memory.seek(int(low, 16))\n"
        "        held = memory.read(int(high, 16) - int(low, 16))\n"
        "        found += len(re.findall(b'the diagn[o]sis of s[o]mebody', held))\n"
        "print(found, flush=True)"
    )
    assert int(talk("the diagnosis of somebody")) > 0, "what it reads itself it finds"
    assert talk("") == "0"


@LINUX
def test_the_zygote_has_given_up_files_and_other_processes(program: Program) -> None:
    tried = (
        "import os, socket\nfrom ens.formats.preview.limited.confine import prepare\nprepare()\nfound = []\n"
        "for code in ('open(\"/etc/hostname\")', 'os.listdir(\"/\")', f'os.kill({os.getppid()}, 0)',\n"
        "             'socket.create_connection((\"127.0.0.1\", 22))'):\n"
        "    try:\n        exec(code)\n        found.append(code)\n"
        "    except PermissionError:\n        pass\n"
        "print(found)"
    )
    ran = subprocess.run([sys.executable, "-c", tried], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@LINUX
def test_the_zygote_has_one_thread_and_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fork copies one thread: locks that others hold would stay locked in the child."""
    nursery.dismiss()
    monkeypatch.setenv("ENS_SECRET_OF_OURS", "x")
    ask("pdf", "describe", pdfs.pages(1))
    assert b"ENS_SECRET_OF_OURS" not in Path(f"/proc/{zygote()}/environ").read_bytes()
    assert len(list(Path(f"/proc/{zygote()}/task").iterdir())) == 1


@LINUX
def test_children_end_with_a_zygote_that_is_killed(program: Program) -> None:
    program(TAKEN_OVER, prepared=True)
    with nursery.fork() as (requests, answers):
        requests.write(b"print(os.getpid(), flush=True); signal.pause()")
        requests.close()
        pid = int(answers.readline())
        assert not gone(pid, within=0)
        os.kill(zygote(), signal.SIGKILL)
        assert gone(pid)


def test_a_zygote_that_was_killed_is_replaced() -> None:
    ask("pdf", "describe", pdfs.pages(1))
    killed = nursery._zygotes[-1].process
    killed.kill()
    killed.wait()
    assert isinstance(ask("pdf", "describe", pdfs.pages(1)), tuple)
    assert zygote() != killed.pid


def test_nothing_outlives_a_process_that_was_killed() -> None:
    code = (
        "import os, signal\nfrom ens.formats.preview import nursery\n"
        "with nursery.fork():\n"
        "    print(nursery._zygotes[-1].process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ran.returncode == -signal.SIGKILL
    assert gone(int(ran.stdout)), "it ends when its children have, so they have"


def test_after_a_crash_the_next_file_meets_another_zygote_and_others_are_not_disturbed(program: Program) -> None:
    """Crashing on purpose, again and again, tells nobody where things are in memory."""
    program(
        "import os, sys, time\nkind = sys.stdin.buffer.read()[-5:]\n"
        "if kind == b'crash': os.abort()\n"
        "time.sleep(0.5)\nprint('{\"total\": 7}', flush=True)"
    )
    answers: list[object] = []
    reader = threading.Thread(target=lambda: answers.append(ask("pdf", "describe", b"quiet")))
    reader.start()
    time.sleep(0.2)
    before = zygote()
    assert ask("pdf", "describe", b"crash") == Refusal(Reason.HEAVY)
    assert zygote() != before
    reader.join()
    assert isinstance(answers[0], tuple)
    assert gone(before)


def test_a_zygote_serves_some_hundreds_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    nursery.dismiss()
    monkeypatch.setattr(nursery, "FORKS", 2)
    used = []
    for _ in range(4):
        ask("pdf", "describe", pdfs.pages(1))
        used.append(zygote())
    assert used[0] == used[1] != used[2] == used[3]
