"""`python -m bench.peer --base URL --token T`: asks any FHIR R4 server for the same work, and prints a table.

The server must hold some patients already (`--load FOLDER` sends Synthea's bundles as they are). Nothing of the house
is imported here: what is measured is what any client sees.
"""

import argparse
import sys
import time
from pathlib import Path

from bench.cell import Cell
from bench.load import Load
from bench.peer.cells import cells, place_files
from bench.peer.people import Server, read_people
from bench.synthea import bundles


def main() -> int:
    """Measure every cell at every number of clients."""
    options = _options()
    server = Server(options.base, options.token)
    if options.load:
        _load(server, options.load)
    people = read_people(server, options.people, options.patients)
    chosen = [cell for cell in cells(server, people, place_files(server, people)) if options.only in cell.name]
    hits = [len(server.find(one, code)) for one in people[1::2] for code in one.codes]
    print(f"a search by code has {sum(hits) / len(hits):.0f} hits")
    print(f"{len(people)} patients, warm-up {options.warm:.0f} s, windows of {options.seconds:.0f} s\n")
    print("| cell | clients | requests/s | p50 / p95 ms | errors |\n|---|---|---|---|---|")
    failed = sum(_measure(server, cell, clients, options) for cell in chosen for clients in options.clients)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.peer", description=__doc__)
    parser.add_argument(
        "--base", required=True, help="address of the FHIR server, such as http://127.0.0.1:8103/fhir/R4"
    )
    parser.add_argument("--token", required=True, help="a bearer token")
    parser.add_argument("--load", type=Path, help="send the bundles of this folder first")
    parser.add_argument("--people", type=Path, help="a file that names the patients")
    parser.add_argument("--patients", type=int, default=40, help="how many (%(default)s)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32], help="clients of the loop (1 8 32)")
    parser.add_argument("--seconds", type=float, default=8.0, help="length of a window (%(default)s)")
    parser.add_argument("--warm", type=float, default=2.0, help="length of the warm-up (%(default)s)")
    parser.add_argument("--only", default="", help="words of the cells to run")
    return parser.parse_args()


def _load(server: Server, folder: Path) -> None:
    """Send every bundle, one after the other; says how many resources a second were taken in."""
    begun, count = time.perf_counter(), 0
    for path in [*bundles.directory_files(folder), *bundles.patient_files(folder)]:
        status, answer = server.ask("POST", "", path.read_bytes())
        if status != 200:
            raise SystemExit(f"{path.name}: {status} {str(answer)[:500]}")
        count += len(answer["entry"])
    seconds = time.perf_counter() - begun
    print(f"transactions: {count:,} resources in {seconds:.0f} s, {count / seconds:,.0f} resources/s\n")


def _measure(server: Server, cell: Cell, clients: int, options: argparse.Namespace) -> int:
    load = Load(cell, server.port, clients, server.host)
    load.run_for(options.warm, counting=False)
    took = load.run_for(options.seconds, counting=True)
    load.close()
    times, tally = sorted(load.tally.seconds), load.tally
    shares = " / ".join(f"{times[min(len(times) - 1, int(len(times) * share))] * 1000:.1f}" for share in (0.5, 0.95))
    print(f"| {cell.name} | {clients} | {len(times) / took:,.0f} | {shares} | {tally.errors} |", flush=True)
    if tally.errors:
        print(tally.first_error.decode("utf-8", "replace"), file=sys.stderr)
    return tally.errors


if __name__ == "__main__":
    sys.exit(main())
