"""What a window cost: CPU of each group of processes, statements and syncs of PostgreSQL."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

_TICK: Final = os.sysconf("SC_CLK_TCK")
CORES: Final = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of CPU used so far."""

    python: float
    postgres: float
    load: float
    machine: float

    def __sub__(self, other: "Cpu") -> "Cpu":
        """Give what was used between two moments."""
        return Cpu(
            self.python - other.python,
            self.postgres - other.postgres,
            self.load - other.load,
            self.machine - other.machine,
        )

    def __add__(self, other: "Cpu") -> "Cpu":
        """Give what two windows used together."""
        return self - (Cpu(0, 0, 0, 0) - other)

    @property
    def foreign(self) -> float:
        """Tell the seconds that other programs used."""
        return max(0.0, self.machine - self.python - self.postgres - self.load)


def families() -> dict[int, list[int]]:
    """List the children of every process."""
    found: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        found.setdefault(int(rest[1]), []).append(int(path.parent.name))
    return found


def tree(root: int) -> list[int]:
    """List a process and all below it."""
    children, found = families(), [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def _used(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        try:
            rest = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        total += int(rest[11]) + int(rest[12])
    return total / _TICK


def _machine() -> float:
    numbers = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(numbers[:3]) + sum(numbers[5:8])) / _TICK  # user, nice, system, irq, softirq, steal


def cpu(python: list[int], postgres: list[int]) -> Cpu:
    """Read what the groups have used so far; this process is the load."""
    return Cpu(_used(python), _used(postgres), _used([os.getpid()]), _machine())


@dataclass(frozen=True, slots=True)
class Counts:
    """What PostgreSQL has counted so far."""

    transactions: int
    syncs: int
    wal_bytes: int


def counts(owner: psycopg.Connection[tuple[int, ...]], database: str) -> Counts:
    """Read transactions of one database, and the syncs and bytes of its log."""
    if owner.info.server_version >= 180000:
        sync = "SELECT sum(fsyncs)::int8 FROM pg_stat_io WHERE object = 'wal'"
    else:
        sync = "SELECT wal_sync FROM pg_stat_wal"
    one = owner.execute(
        f"SELECT xact_commit + xact_rollback, ({sync}), (SELECT wal_bytes::int8 FROM pg_stat_wal)"
        " FROM pg_stat_database WHERE datname = %s",
        (database,),
    ).fetchone()
    assert one is not None
    return Counts(*(int(value or 0) for value in one))
