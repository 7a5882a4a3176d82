"""Runs one `postgres` process on a cluster, and clears what a killed one left behind."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ens.postgres.binaries import find_binaries, give_to_server, leash
from ens.postgres.initdb import clean_environment
from ens.postgres.layout import Layout

SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    # What people sent stays out of the log: no statement, no value, and no message of an error that quotes one.
    # Damaged pages are counted all the same (pg_stat_database.checksum_failures): `ens doctor` asks.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "debug_print_plan": "off",
    "wal_compression": "off",  # sealed data does not shrink, and the drill can read the write-ahead log
}
# glibc gives memory above 128 kB back at the end of a statement and asks for it again at the next: in some sessions, by
# chance of where their memory lies, that is a third of what a short SELECT costs.
_MEMORY: Final[Mapping[str, str]] = {"MALLOC_TRIM_THRESHOLD_": "4194304", "MALLOC_TOP_PAD_": "262144"}
FAST_SECONDS: Final = 10.0
IMMEDIATE_SECONDS: Final = 5.0


def start(layout: Layout, prefix: list[str], extra: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server in the foreground of its own, on the last port used if it is free."""
    folder = layout.socket_folder()
    give_to_server(prefix, folder)
    last = layout.find_target()
    port = _free_port(last.port if last else 0)
    layout.remember(folder, port)
    _forget_killed(layout, folder, port)
    options = {**SETTINGS, "unix_socket_directories": str(folder), "port": str(port), **extra}
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [*prefix, *leash(), str(find_binaries() / "postgres"), "-D", str(layout.data), *flags]
    with layout.log.open("ab") as log:
        layout.log.chmod(0o600)
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**clean_environment(), **_MEMORY}, cwd="/"
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop fast (roll back, checkpoint), then immediately (recover at the next start), then by force."""
    for sign, seconds in ((signal.SIGINT, FAST_SECONDS), (signal.SIGQUIT, IMMEDIATE_SECONDS)):
        process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return
    process.kill()
    process.wait()


def stop_orphan(layout: Layout) -> None:
    """Stop a server of this cluster whose guard was killed: nobody would ever stop it."""
    pid = _read_pid(layout.data / "postmaster.pid")
    if not pid or not _runs_here(pid, layout.data):
        return
    for sign, seconds in ((signal.SIGINT, FAST_SECONDS), (signal.SIGQUIT, IMMEDIATE_SECONDS)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not _runs_here(pid, layout.data):
                return
            time.sleep(0.05)


def _forget_killed(layout: Layout, folder: Path, port: int) -> None:
    """Remove pid files whose number now belongs to another program: PostgreSQL would refuse to start."""
    for path in (layout.data / "postmaster.pid", folder / f".s.PGSQL.{port}.lock"):
        pid = _read_pid(path)
        if pid and Path(f"/proc/{pid}").exists() and not _runs_here(pid, layout.data):
            path.unlink()


def _read_pid(path: Path) -> int:
    try:
        first = path.read_text("utf-8").partition("\n")[0]
    except OSError:
        return 0
    return abs(int(first)) if first.lstrip("-").isdigit() else 0


def _runs_here(pid: int, data: Path) -> bool:
    """Say whether a process is a server on this data folder (it stands in it); without /proc, whether it lives."""
    try:
        if Path("/proc/self").exists():
            return Path(f"/proc/{pid}/cwd").samefile(data)
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
