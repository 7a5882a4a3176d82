"""`python -m bench.synthea FOLDER`: loads every bundle by transaction, checks that all comes back, and times it.

FOLDER holds the files of Synthea, unpacked. The house is a new one, with encryption, access checks and journal on.
"""

import argparse
import json
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.synthea import bundles, checking, weight
from bench.synthea.client import Client
from bench.synthea.house import PORT, Settled, serving


@dataclass(slots=True)
class Sent:
    """One transaction as it was sent, and what came back after how long."""

    path: Path
    body: bytes
    count: int
    structured: int
    files: int
    seconds: float = 0.0
    answer: bytes = b""


def main() -> int:
    """Load, check, time."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the house is taken down with us
    options = _options()
    blobs = options.var / "blobs"
    with serving(options.var, options.folder) as (settled, conninfo):
        _load_directory(options.folder, settled)
        before = weight.weigh(conninfo, blobs)
        sent = [_prepared(path, settled) for path in bundles.patient_files(options.folder)[: options.most]]
        _load(sent, settled, options.clients)
        added = weight.weigh(conninfo, blobs) - before
        print(weight.report(added, sum(one.structured for one in sent), sum(one.files for one in sent)), flush=True)
        faults = 0 if options.unchecked else _check(sent, settled)
        _time_largest(sent[-1], settled)
        if options.people:
            _write_people(options.people, sent, settled)
        if options.stay:
            print(f"http://127.0.0.1:{PORT}/fhir stays until interrupted", flush=True)
            threading.Event().wait()
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.synthea", description=__doc__)
    parser.add_argument("folder", type=Path, help="the files of Synthea")
    parser.add_argument("--var", type=Path, default=Path("var/bench-synthea").absolute(), help="the house's folder")
    parser.add_argument("--clients", type=int, default=2, help="transactions under way at once (%(default)s)")
    parser.add_argument("--most", type=int, default=10_000, help="patients, smallest first (%(default)s)")
    parser.add_argument("--unchecked", action="store_true", help="do not compare what comes back")
    parser.add_argument("--people", type=Path, help="write the patients' ids and a token for `bench.peer` here")
    parser.add_argument("--stay", action="store_true", help="keep serving until interrupted")
    return parser.parse_args()


def _load_directory(folder: Path, settled: Settled) -> None:
    client, begun, count = Client(settled.keeper), time.perf_counter(), 0
    for path in bundles.directory_files(folder):
        answer = bundles.decode(client.post(path.read_bytes()))
        statuses = [entry["response"]["status"][:3] for entry in answer["entry"]]
        assert set(statuses) <= {"200", "201"}, set(statuses)
        count += len(statuses)
    print(f"directory: {count} resources in {time.perf_counter() - begun:.1f} s", flush=True)


def _prepared(path: Path, settled: Settled) -> Sent:
    bundle = bundles.prepare(bundles.read(path), settled.matricules[path.name])
    return Sent(path, bundles.encode(bundle), len(bundle["entry"]), *weight.deposited(bundle))


def _load(sent: list[Sent], settled: Settled, clients: int) -> None:
    """Send every transaction, some at once, the largest last; print how fast as it goes."""
    local, begun, done = threading.local(), time.perf_counter(), [0, 0]

    def send(one: Sent) -> None:
        if not hasattr(local, "client"):
            local.client = Client(settled.hospital)
        start = time.perf_counter()
        one.answer = local.client.post(one.body)
        one.seconds = time.perf_counter() - start
        done[0] += one.count
        done[1] += 1
        if done[1] % 20 == 0 or done[1] == len(sent):
            rate = done[0] / (time.perf_counter() - begun)
            print(f"  {done[1]} of {len(sent)} patients, {done[0]:,} resources, {rate:,.0f} resources/s", flush=True)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(send, sent))
    seconds, count = time.perf_counter() - begun, sum(one.count for one in sent)
    print(f"loaded {count:,} resources of {len(sent)} patients in {seconds:.1f} s: {count / seconds:,.0f} resources/s")
    last = sent[-1]
    print(f"largest: {last.count:,} entries, {len(last.body) / 1e6:.1f} MB, {last.seconds:.2f} s", flush=True)


def _check(sent: list[Sent], settled: Settled) -> int:
    """Compare all that comes back with what was sent; prints the first faults."""
    client, known, faults, files = Client(settled.hospital), dict[str, str](), 0, 0
    begun = time.perf_counter()
    for one in sent:
        bundle = bundles.decode(one.body)
        links = checking.links_of(bundle, bundles.decode(one.answer))
        links |= checking.find_conditional(bundle, client.get, known)
        patient = checking.patient_of(bundle, links)
        everything = bundles.decode(client.get(f"{patient}/$everything"))
        found = checking.check(bundle, everything, links, client.get)
        faults, files = faults + len(found), files + one.files
        for line in found[:5]:
            print(f"  {one.path.name}: {line}")
    count = sum(one.count for one in sent)
    print(f"compared {count:,} resources and {files / 1e6:.1f} MB of files: {faults} differences", end=" ")
    print(f"({time.perf_counter() - begun:.0f} s)", flush=True)
    return faults


def _time_largest(one: Sent, settled: Settled) -> None:
    bundle = bundles.decode(one.body)
    patient = checking.patient_of(bundle, checking.links_of(bundle, bundles.decode(one.answer)))
    client = Client(settled.persons[one.path.name])
    for _ in range(3):
        begun = time.perf_counter()
        content = client.get(f"{patient}/$everything")
        seconds = time.perf_counter() - begun
    print(f"$everything of the largest, one flow: {len(content) / 1e6:.1f} MB in {seconds:.2f} s", flush=True)


def _write_people(path: Path, sent: list[Sent], settled: Settled) -> None:
    """Write what `bench.peer` needs: a token, and some patients spread over all sizes."""
    patients = []
    for one in sent[:: max(1, len(sent) // 40)][:40]:
        bundle = bundles.decode(one.body)
        links = checking.links_of(bundle, bundles.decode(one.answer))
        patients.append(checking.patient_of(bundle, links).partition("/")[2])
    path.write_text(json.dumps({"token": settled.hospital, "patients": patients}))


if __name__ == "__main__":
    sys.exit(main())
