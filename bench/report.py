"""The tables of a run, as Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bench.window import Result

QUIET: Final = 0.1  # of the machine, for other programs
_HEAD: Final = (
    "cell",
    "clients",
    "requests/s",
    "p50 / p95 / p99 ms",
    "errors",
    "CPU µs: Python + PostgreSQL",
    "statements",
    "transactions",
    "WAL syncs (+ file syncs*)",
    "WAL bytes",
    "load",
    "foreign CPU",
)


def table(results: Sequence[Result], statements: Mapping[str, float]) -> str:
    """Write one line per window."""
    lines = [_line(_HEAD), _line("---" for _ in _HEAD)]
    lines += [_line(_row(result, statements.get(result.cell, 0.0))) for result in results]
    noisy = sum(result.share(result.cpu.foreign) > QUIET for result in results)
    if noisy:
        lines.append(
            f"\n**{noisy} of {len(results)} windows had more than {QUIET:.0%} of foreign CPU: do not quote them.**"
        )
    lines.append("\n*known from the code (file, then folder), not counted. Shares are of all cores.")
    return "\n".join(lines)


def _line(words: Iterable[str]) -> str:
    return "| " + " | ".join(words) + " |"


def _row(result: Result, statements: float) -> Iterator[str]:
    cpu = result.cpu
    yield result.cell
    yield str(result.clients)
    yield f"{result.rate:,.0f}"
    yield " / ".join(f"{result.percentile(share) * 1000:.1f}" for share in (0.5, 0.95, 0.99))
    yield str(result.errors)
    yield f"{result.per_request(cpu.python):,.0f} + {result.per_request(cpu.postgres):,.0f}"
    yield f"{statements:.1f}"
    yield f"{result.transactions:.2f}"
    yield f"{result.syncs:.2f}" + (f" (+ {result.blob_syncs})" if result.blob_syncs else "")
    yield f"{result.wal_bytes:,.0f}"
    yield f"{result.share(cpu.load):.0%}"
    yield f"{result.share(cpu.foreign):.0%}"


def ratios(results: Sequence[Result]) -> str:
    """Write the ratios of the bars P2 and P4, from this run alone."""
    found = {(result.cell, result.clients): result for result in results}
    lines = []
    for clients in sorted({result.clients for result in results}):
        rate = {cell: result.rate for (cell, count), result in found.items() if count == clients}
        middle = {cell: result.percentile(0.5) for (cell, count), result in found.items() if count == clients}
        for name, value, bar, least in (
            ("P2 read / bare", _divided(rate, "read", "bare"), 0.30, True),
            ("P2 read / (bare + INSERT)", _divided(rate, "read", "bare + INSERT"), 0.65, True),
            ("P4 p50 of a list, 10,000 / 500", _divided(middle, "list 50 of 10000", "list 50 of 500"), 3.0, False),
            ("P4 p50 of a list, 10,000 / 100", _divided(middle, "list 50 of 10000", "list 50 of 100"), 3.0, False),
        ):
            if value is not None:
                met = value >= bar if least else value <= bar
                lines.append(
                    f"{clients:>3} clients  {name:<32} {value:5.2f}   bar {'≥' if least else '≤'} {bar:.2f}   "
                    f"{'met' if met else 'MISSED'}"
                )
    return "\n".join(lines)


def _divided(values: Mapping[str, float], upper: str, lower: str) -> float | None:
    return values[upper] / values[lower] if upper in values and lower in values else None
