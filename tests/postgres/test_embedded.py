"""The embedded server: it starts anywhere, loses nothing that it acknowledged, and never outlives its owner."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from ens.postgres import binaries, embedded
from ens.postgres.embedded import Handle
from ens.postgres.layout import Layout
from ens.postgres.url import Target

SECONDS = 30.0
Lasting = tuple[Handle, Path]
OWNER = """
import sys, time
from pathlib import Path
from ens.postgres import embedded
handle = embedded.ensure(Path(sys.argv[1]))
print(handle.owned, flush=True)
time.sleep(600)
"""


def server_pid(var: Path) -> int:
    return int((var / "postgres" / "postmaster.pid").read_text("utf-8").split()[0])


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def answers(target: Target) -> bool:
    try:
        psycopg.connect(target.conninfo(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def ask(target: Target, query: str) -> object:
    with psycopg.connect(target.conninfo()) as connection:
        row = connection.execute(query.encode()).fetchone() if query.startswith("SELECT") else None
        if row is None:
            connection.execute(query.encode())
        return row and row[0]


def processes_of(var: Path) -> list[str]:
    listing = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listing.splitlines() if str(var) in line and "pytest" not in line]


def start_owner(var: Path) -> "subprocess.Popen[str]":
    project = Path(embedded.__file__).parent.parent.parent
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(var)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(project)},
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "True\n"
    return owner


def end(owner: "subprocess.Popen[str]") -> None:
    owner.kill()
    owner.wait()
    assert owner.stdout is not None
    owner.stdout.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("max_wal_size", "2GB"),
        ("password_encryption", "scram-sha-256"),
        ("listen_addresses", "127.0.0.1"),
    ],
)
def test_its_settings_are_safe(lasting: Lasting, setting: str, value: str) -> None:
    assert ask(lasting[0].target, f"SELECT current_setting('{setting}')") == value


def test_secrets_are_for_the_owner_alone(lasting: Lasting) -> None:
    var = lasting[1]
    for name in ("postgres.json", "postgres.password", "postgres.log"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600
    for name in ("postgres", "socket"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o700


@pytest.mark.parametrize("password", ["", "wrong"])
@pytest.mark.parametrize("host", ["socket", "127.0.0.1"])
def test_a_wrong_password_is_refused(lasting: Lasting, password: str, host: str) -> None:
    target = replace(lasting[0].target, password=password)
    target = target if host == "socket" else replace(target, host=host)
    with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|no password supplied"):
        psycopg.connect(target.conninfo())


def test_a_second_process_uses_it_and_does_not_stop_it(lasting: Lasting) -> None:
    cluster, var = lasting
    second = embedded.ensure(var)
    assert (second.owned, second.target) == (False, cluster.target)
    second.stop()
    assert answers(cluster.target)


def test_what_was_committed_survives_a_killed_server(cluster: Handle, var: Path) -> None:
    ask(cluster.target, "CREATE TABLE kept AS VALUES (42)")
    killed = server_pid(var)
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: answers(cluster.target))
    assert server_pid(var) != killed
    assert ask(cluster.target, "SELECT * FROM kept") == 42


def test_it_starts_again_after_everything_was_killed(var: Path) -> None:
    owner = start_owner(var)
    guard = int(subprocess.check_output(["pgrep", "-P", str(owner.pid)]).split()[0])
    for pid in (guard, server_pid(var), owner.pid):
        os.kill(pid, signal.SIGKILL)
    end(owner)
    with embedded.ensure(var) as again:
        assert again.owned
        assert answers(again.target)


def test_it_ends_with_an_owner_that_was_killed(var: Path) -> None:
    end(start_owner(var))
    wait_for(lambda: not processes_of(var))


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv")
def test_it_ends_with_a_guard_that_was_killed(var: Path) -> None:
    owner = start_owner(var)
    try:
        os.kill(int(subprocess.check_output(["pgrep", "-P", str(owner.pid)]).split()[0]), signal.SIGKILL)
        wait_for(lambda: not [line for line in processes_of(var) if "bin/postgres" in line])
    finally:
        end(owner)


def test_a_pid_file_that_names_another_program_is_no_obstacle(var: Path) -> None:
    embedded.ensure(var).stop()
    stale = f"{os.getpid()}\n{var}/postgres\n1\n5432\n/tmp\n127.0.0.1\n 1 1\nready\n"
    (var / "postgres" / "postmaster.pid").write_text(stale, "utf-8")
    with embedded.ensure(var) as again:
        assert answers(again.target)


def test_a_start_that_was_cut_is_made_again(var: Path) -> None:
    (var / "postgres.new").mkdir(parents=True)
    (var / "postgres.new" / "half").touch()
    with embedded.ensure(var) as handle:
        assert answers(handle.target)


def test_it_starts_again_in_less_than_a_few_seconds_on_the_same_port(var: Path) -> None:
    with embedded.ensure(var) as first:
        before = first.target
    with embedded.ensure(var) as again:
        assert again.target == before


def test_a_port_taken_meanwhile_is_replaced(var: Path) -> None:
    with embedded.ensure(var) as first:
        before = first.target
    with socket.socket() as other:
        other.bind(("127.0.0.1", before.port))
        other.listen()
        with embedded.ensure(var) as again:
            assert again.target.port != before.port
            assert answers(again.target)


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    var = tmp_path / ("long" * 30)
    with embedded.ensure(var) as handle:
        assert answers(handle.target)
        folder = Path(handle.target.host)
    with embedded.ensure(var) as again:
        assert again.target.host == str(folder)
    assert folder.parent == Path("/tmp")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    shutil.rmtree(folder)


def test_a_password_that_was_changed_is_said_in_one_line(cluster: Handle, var: Path) -> None:
    Layout(var).password.write_text("other", "utf-8")
    with pytest.raises(embedded.EmbeddedError, match="refuses the password"):
        embedded.ensure(var)


def test_a_wrong_setting_is_said_in_one_line(var: Path) -> None:
    with pytest.raises(embedded.EmbeddedError, match="does not stay up"):
        embedded.ensure(var, {"shared_buffers": "none"})


@pytest.mark.usefixtures("only_root")
@pytest.mark.parametrize("owner", [0, 1001])
def test_root_runs_it_and_no_folder_above_changes(tmp_path: Path, owner: int) -> None:
    if owner and not all(path.stat().st_mode & 0o001 for path in binaries.find_binaries().parents):
        pytest.skip("the server's programs stand below a folder that only root may enter: nobody else runs them")
    above = tmp_path / "private"
    above.mkdir(mode=0o700)
    os.chown(above, owner, owner)
    before = [(path.stat().st_mode, path.stat().st_uid) for path in (above, tmp_path, tmp_path.parent)]
    with embedded.ensure(above / "var") as handle:
        assert answers(handle.target)
    with embedded.ensure(above / "var") as again:
        assert answers(again.target)
    assert [(path.stat().st_mode, path.stat().st_uid) for path in (above, tmp_path, tmp_path.parent)] == before


@pytest.mark.usefixtures("only_root")
def test_root_that_can_do_nothing_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(embedded.EmbeddedError, match="refuses to run as root"):
        binaries.prefix_for(tmp_path)
