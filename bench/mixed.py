"""`python -m bench.mixed`: minutes of everything at once, the integrator, checkpoints and vacuums beside.

Closed loops on one house, a line a minute: rates, p95, memory of each family of processes (PSS: what several processes
share is counted once), checkpoints begun and tables vacuumed so far. What matters is whether the lines stay alike.
"""

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

from bench.load import Load
from bench.requests import cells
from bench.stand import PORTS, Stand, stand
from ens.kernel import clock

MIX: Final = (("read", 5), ("list 50 of 500", 2), ("ITI-65 150 kB", 1))  # clients of each cell
_HOUSEKEEPING: Final = """
SELECT (SELECT num_timed + num_requested FROM pg_stat_checkpointer),
    (SELECT sum(autovacuum_count)::int8 FROM pg_stat_user_tables)
"""


def main() -> int:
    """Load the house for some minutes and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m bench.mixed", description=__doc__)
    parser.add_argument("--minutes", type=int, default=15)
    parser.add_argument("--spaces", type=int, default=10_000)
    options = parser.parse_args()
    with stand(options.spaces, fresh=False, worker=True) as house:
        found = {cell.name: cell for cell in cells(house.people, clock.instant(clock.now_us()))}
        loads = [Load(found[name], PORTS[0], clients) for name, clients in MIX]
        errors = _run(house, loads, options.minutes)
        house.tidy()
    return 1 if errors else 0


def _run(house: Stand, loads: Sequence[Load], minutes: int) -> int:
    end = time.monotonic() + minutes * 60
    threads = [threading.Thread(target=load.run, args=(lambda: time.monotonic() >= end,)) for load in loads]
    for load, thread in zip(loads, threads, strict=True):
        load.tally.counting = True
        thread.start()
    names = " | ".join(f"{name} /s | p95 ms" for name, _ in MIX)
    print(f"| minute | {names} | errors | memory: Python, PostgreSQL MB | checkpoints | vacuums |")
    print("|---" * (len(MIX) * 2 + 5) + "|", flush=True)
    for minute in range(1, minutes + 1):
        time.sleep(max(0.0, end - (minutes - minute) * 60 - time.monotonic()))
        print(
            f"| {minute} | {' | '.join(_told(load) for load in loads)} | {_errors(loads)} | {_house(house)} |",
            flush=True,
        )
    for load, thread in zip(loads, threads, strict=True):
        thread.join()
        load.close()
    return _errors(loads)


def _told(load: Load) -> str:
    """Tell the rate and p95 of the last minute, and begin another one."""
    load.tally.seconds, seconds = [], sorted(load.tally.seconds)
    if not seconds:
        return "0 | –"
    return f"{len(seconds) / 60:,.0f} | {seconds[int(len(seconds) * 0.95)] * 1000:.0f}"


def _errors(loads: Sequence[Load]) -> int:
    return sum(load.tally.errors for load in loads)


def _house(house: Stand) -> str:
    python, postgres = (sum(_pss(pid) for pid in pids) // 1024 for pids in (house.python[PORTS[0]], house.postgres()))
    return f"{python} + {postgres} | " + " | ".join(str(value) for value in _housekeeping(house.owner))


def _housekeeping(owner: "psycopg.Connection[tuple[int, ...]]") -> tuple[int, ...]:
    found = owner.execute(_HOUSEKEEPING).fetchone()
    assert found is not None
    return found


def _pss(pid: int) -> int:
    """Read the proportional memory of a process in kB; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    sys.exit(main())
