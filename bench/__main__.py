"""`python -m bench`: fills a house, serves it as in production, loads it, prints tables and ratios."""

import argparse
import platform
import sys
from collections.abc import Sequence

from bench import large, one_read, portal, report, statements, tokens
from bench.gauges import CORES
from bench.requests import Cell, cells
from bench.stand import THREADS, WORKERS, Stand, stand
from bench.window import Result, measure, together
from ens.kernel import clock


def main() -> int:
    """Run the cells asked for."""
    options = _options()
    if options.portal:
        return portal.main(options.seconds, fresh=options.fresh)
    if options.gate:
        return one_read.main()
    if options.large:
        return large.main(fresh=options.fresh)
    if options.tokens:
        return tokens.main()
    results: list[Result] = []
    counted: dict[str, float] = {}
    with stand(options.spaces, fresh=options.fresh, worker=options.worker) as house:
        when = clock.instant(clock.now_us())
        chosen = [cell for cell in cells(house.people, when) if any(word in cell.name for word in options.only)]
        print(_machine(house.owner.info.server_version))
        for cell in chosen:
            counted[cell.name] = statements.count(cell)
        for clients in options.clients:
            results += _rounds(house, chosen, clients, options)
    print(report.table(results, counted))
    print("\n" + report.ratios(results))
    return 1 if any(result.errors for result in results) else 0


def _rounds(house: Stand, chosen: Sequence[Cell], clients: int, options: argparse.Namespace) -> list[Result]:
    """Measure every cell in turn, several times: the machine's own moods fall on all of them alike."""
    found: dict[str, Result] = {}
    for _ in range(options.rounds):
        for cell in chosen:
            result = measure(house, cell, clients, options.seconds / options.rounds)
            found[cell.name] = together(found[cell.name], result) if cell.name in found else result
            print(f"  {cell.name}, {clients} clients: {result.rate:,.0f}/s", file=sys.stderr)
            if result.errors:
                print(result.first_error.decode("utf-8", "replace"), file=sys.stderr)
    return list(found.values())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short windows at 8 clients: about two minutes")
    parser.add_argument("--fresh", action="store_true", help="throw the filled house away first")
    parser.add_argument("--portal", action="store_true", help="the pages, for a notebook of a thousand documents")
    parser.add_argument("--gate", action="store_true", help="one decision, and one read step by step")
    parser.add_argument("--large", action="store_true", help="a history of 10,000 entries, a GP with 1,500 patients")
    parser.add_argument("--tokens", action="store_true", help="tokens given by a demonstration that runs")
    parser.add_argument("--worker", action="store_true", help="let the journal's integrator run beside")
    parser.add_argument("--spaces", type=int, default=10_000, help="ordinary spaces of ten documents (%(default)s)")
    parser.add_argument("--seconds", type=float, help="length of a window (8; 3 when quick)")
    parser.add_argument("--rounds", type=int, default=4, help="parts of each window, taken in turn (%(default)s)")
    parser.add_argument("--clients", type=int, nargs="+", help="clients of a closed loop (1 8 32; 8 when quick)")
    parser.add_argument("--only", nargs="+", default=[""], help="words of the cells to run")
    options = parser.parse_args()
    options.seconds = options.seconds or (3.0 if options.quick else 8.0)
    options.clients = options.clients or ([8] if options.quick else [1, 8, 32])
    return options


def _machine(server: int) -> str:
    return (
        f"{clock.now():%Y-%m-%d %H:%M} UTC, {platform.platform()}, {CORES} cores, Python "
        f"{platform.python_version()}, PostgreSQL {server // 10000}.{server % 10000}, "
        f"{WORKERS} workers × {THREADS} threads\n"
    )


if __name__ == "__main__":
    sys.exit(main())
