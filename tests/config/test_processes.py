"""Commands as an operator runs them: they start, they stop, and nothing is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ens.config.environment import PROJECT
from tests.scenarios.prepared import furnish

SECONDS = 60.0
ENS = str(PROJECT / "bin" / "ens")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settle(folder: Path) -> dict[str, str]:
    """The environment of somebody who has a port and a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENS_", "DJANGO"))}
    return kept | {"ENS_PORT": str(free_port()), "ENS_VAR": str(folder / "var"), "ENS_VENV": sys.prefix}


@pytest.fixture
def operator(tmp_path: Path) -> dict[str, str]:
    return settle(tmp_path)


def ens(operator: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ENS, *command], capture_output=True, text=True, env=operator, cwd="/", check=False, timeout=120
    )


@pytest.fixture
def served(operator: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """The whole house, migrated, on its own port."""
    with serving(operator) as house:
        yield house


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, str], int]]:
    """One that goes on serving, and its process; for tests that leave it as it was."""
    operator = settle(tmp_path_factory.mktemp("lasting"))
    with serving(operator) as house:
        yield operator, house.pid


def _migrate(var: Path) -> None:
    assert ens(settle(var.parent) | {"ENS_VAR": str(var)}, "migrate").returncode == 0


@contextmanager
def serving(operator: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    furnish(Path(operator["ENS_VAR"]), _migrate)
    with Path(operator["ENS_VAR"]).with_name("log").open("wb") as log:
        house = subprocess.Popen([ENS, "serve", "--worker"], env=operator, cwd="/", stdout=log, stderr=log)
    try:
        wait_for(lambda: ready(operator) == 200)
        yield house
    finally:
        house.kill()
        house.wait()
        wait_for(lambda: not left(operator))


def ready(operator: dict[str, str]) -> int:
    return fetch(operator, "/readyz")[0]


def fetch(operator: dict[str, str], path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{operator['ENS_PORT']}{path}", timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except OSError:
        return 0, b""


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def left(operator: dict[str, str]) -> list[str]:
    """List processes that still carry this operator's folder in their environment or their arguments."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + b"\0" + (folder / "environ").read_bytes()
        except OSError:
            continue
        if operator["ENS_VAR"].encode() in words and int(folder.name) != os.getpid():
            found.append((folder / "cmdline").read_bytes().decode().replace("\0", " "))
    return found


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in listed.split()]


def test_it_serves_and_stops_at_once_on_a_signal(
    served: "subprocess.Popen[bytes]", operator: dict[str, str], tmp_path: Path
) -> None:
    assert fetch(operator, "/healthz") == (200, b"ok\n")
    assert fetch(operator, "/journal/checkpoint")[0] == 200
    assert fetch(operator, "/a-secret-path?matricule=279035121518989")[0] == 404
    served.send_signal(signal.SIGINT)
    served.wait(30)
    wait_for(lambda: not left(operator))
    log = (tmp_path / "log").read_text("utf-8")
    assert "Traceback" not in log
    assert "secret" not in log
    assert "279035121518989" not in log


def test_nothing_outlives_a_killed_command(served: "subprocess.Popen[bytes]", operator: dict[str, str]) -> None:
    served.kill()
    served.wait()
    wait_for(lambda: not left(operator))


def test_every_part_comes_back_when_killed(lasting: tuple[dict[str, str], int]) -> None:
    """The database and a web process are started again; each kill is followed by a ready house."""
    operator, house = lasting
    pid = int((Path(operator["ENS_VAR"]) / "postgres" / "postmaster.pid").read_text("utf-8").split()[0])
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: all(ready(operator) == 200 for _ in range(20)))
    web = next(child for child in children_of(house) if len(children_of(child)) >= 2)
    os.kill(children_of(web)[0], signal.SIGKILL)
    time.sleep(1)
    wait_for(lambda: len(children_of(web)) >= 2 and all(ready(operator) == 200 for _ in range(20)))


def test_a_port_in_use_is_said_in_one_line(lasting: tuple[dict[str, str], int]) -> None:
    operator, _ = lasting
    second = ens(operator, "serve")
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr.startswith(f"ens: 127.0.0.1:{operator['ENS_PORT']}: address already in use")
    assert len(second.stderr.splitlines()) == 1


def test_a_second_command_uses_the_running_database(lasting: tuple[dict[str, str], int]) -> None:
    operator, _ = lasting
    (line,) = ens(operator, "doctor").stdout.splitlines()
    assert line.startswith("ENS_KEYS: the root key is a file")
    assert ens(operator, "demo-reset").stderr.startswith("ens: ")
    assert ready(operator) == 200


def test_migrate_twice_changes_nothing_and_reset_wipes(operator: dict[str, str]) -> None:
    assert "migration journal" in ens(operator, "migrate").stdout
    assert ens(operator, "migrate").stdout == ""
    assert ens(operator, "demo-reset").returncode == 0
    assert not Path(operator["ENS_VAR"]).exists()
    assert left(operator) == []


def test_reset_spares_a_folder_that_is_not_ours(operator: dict[str, str]) -> None:
    folder = Path(operator["ENS_VAR"])
    folder.mkdir()
    (folder / "letter").touch()
    assert ens(operator, "demo-reset").returncode == 2
    assert (folder / "letter").exists()


def test_readiness_is_json(lasting: tuple[dict[str, str], int]) -> None:
    operator, _ = lasting
    assert json.loads(fetch(operator, "/readyz")[1])["status"] == "ok"
