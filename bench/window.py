"""One cell at one number of clients: a warm-up, a window of time, and what it cost."""

import time
from dataclasses import dataclass, replace
from typing import Final

from bench import gauges
from bench.gauges import CORES, Counts, Cpu
from bench.load import Load
from bench.requests import Cell
from bench.stand import PORTS, Stand

BLOB_SYNCS: Final = 2  # of one deposited file, known from ens.vault.blobs and not counted: the file, then its folder
_SETTLE_SECONDS: Final = 1.1  # a backend reports its counters once a second, when it is asked something
_FLUSH_CLIENTS: Final = 32
_FLUSH_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Result:
    """What one window showed; times in seconds."""

    cell: str
    clients: int
    seconds: float
    times: list[float]
    errors: int
    first_error: bytes
    cpu: Cpu
    transactions: float
    syncs: float
    wal_bytes: float
    blob_syncs: int

    @property
    def rate(self) -> float:
        """Tell the requests per second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """Tell the time below which that share of the answers came."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * share))]

    def per_request(self, seconds: float) -> float:
        """Tell the microseconds of CPU per request."""
        return seconds * 1_000_000 / len(self.times)

    def share(self, seconds: float) -> float:
        """Tell which share of the whole machine some seconds of CPU are."""
        return seconds / (self.seconds * CORES)


def together(one: Result, other: Result) -> Result:
    """Make one window of two of the same cell."""
    mine, its = len(one.times), len(other.times)

    def mean(first: float, second: float) -> float:
        return (first * mine + second * its) / (mine + its)

    return replace(
        one,
        seconds=one.seconds + other.seconds,
        times=sorted(one.times + other.times),
        errors=one.errors + other.errors,
        first_error=one.first_error or other.first_error,
        cpu=one.cpu + other.cpu,
        transactions=mean(one.transactions, other.transactions),
        syncs=mean(one.syncs, other.syncs),
        wal_bytes=mean(one.wal_bytes, other.wal_bytes),
    )


def measure(stand: Stand, cell: Cell, clients: int, seconds: float) -> Result:
    """Load one cell for a warm-up and a window."""
    port = PORTS[1] if cell.bare else PORTS[0]
    before, _ = _settled(stand, cell, port)
    load = Load(cell, port, clients, processes=stand.web[port])
    load.run_for(min(1.0, seconds / 4), counting=False)
    python, postgres = stand.python[port], stand.postgres()
    begun = gauges.cpu(python, postgres)
    took = load.run_for(seconds, counting=True)
    cpu = gauges.cpu(python, postgres) - begun
    load.close()
    after, sent = _settled(stand, cell, port)
    sent += load.tally.sent
    if cell.writes:
        stand.tidy()
    return Result(
        cell=cell.name,
        clients=clients,
        seconds=took,
        times=sorted(load.tally.seconds),
        errors=load.tally.errors,
        first_error=load.tally.first_error,
        cpu=cpu,
        transactions=(after.transactions - before.transactions) / sent,
        syncs=(after.syncs - before.syncs) / sent,
        wal_bytes=(after.wal_bytes - before.wal_bytes) / sent,
        blob_syncs=BLOB_SYNCS if cell.writes else 0,
    )


def _settled(stand: Stand, cell: Cell, port: int) -> tuple[Counts, int]:
    """Make every backend report its counters with a short burst, then read them; tells how many requests that took."""
    time.sleep(_SETTLE_SECONDS)
    load = Load(cell, port, _FLUSH_CLIENTS)
    load.run_for(_FLUSH_SECONDS, counting=False)
    load.close()
    return gauges.counts(stand.owner, stand.database), load.tally.sent
