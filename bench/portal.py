"""Measures every page for a notebook of a thousand documents (P6): `python -m bench --portal`.

`ens serve` as in production with its worker, a folder of its own. One reader who waits a moment between two pages, as
people do; then four in a closed loop, all on one and the same notebook. Every page journals its own visit, so the
history grows while it is measured.
"""

import json
import os
import platform
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Final

import httpx

from bench import gauges
from bench.commands import await_port, child, run
from bench.gauges import CORES
from bench.load import Load
from bench.requests import HOST, Cell
from ens.config import environment

PORT: Final = 8792
CROWD: Final = 4
VIEWS: Final = 40
PAUSE: Final = 0.1
BAR: Final = 0.1  # seconds, p95 with one reader
QUIET: Final = 0.1


@dataclass(frozen=True, slots=True)
class Timing:
    """One page with one number of readers; times in seconds."""

    times: list[float]
    errors: int
    foreign: float

    def percentile(self, share: float) -> float:
        """Tell the milliseconds below which that share of the answers came."""
        return 1000 * self.times[min(len(self.times) - 1, int(len(self.times) * share))]


def main(seconds: float, *, fresh: bool) -> int:
    """Measure every page, and print a table."""
    folder = environment.PROJECT / "var" / "bench-portal"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    with house(folder) as places:
        pages = _pages(places)
        print(f"{time.strftime('%Y-%m-%d %H:%M')} UTC, {CORES} cores, Python {platform.python_version()}\n")
        print("| page | HTML | one reader: p50 / p95 ms | four in a loop: p50 / p95 ms | foreign CPU |")
        print("|---|---|---|---|---|")
        missed = []
        for name, path in pages.items():
            size = len(get(places, path).content)
            calm = read(cell(name, places, path))
            crowd = load(cell(name, places, path), seconds)
            if calm.percentile(0.95) >= 1000 * BAR or calm.errors or crowd.errors:
                missed.append(name)
            times = " | ".join(f"{each.percentile(0.5):.1f} / {each.percentile(0.95):.1f}" for each in (calm, crowd))
            foreign = max(calm.foreign, crowd.foreign)
            print(f"| {name} | {size / 1000:.0f} kB | {times} | {foreign:.0%} |", flush=True)
    print(
        f"\nP6: p95 below {1000 * BAR:.0f} ms with one reader: "
        + (f"MISSED by {', '.join(missed)}" if missed else "met by every page")
    )
    return 1 if missed else 0


def _pages(places: dict[str, str]) -> dict[str, str]:
    book = f"/carnet/{places['patient']}/"
    pages = {
        "home": book,
        "documents": f"{book}documents/",
        "documents, page 20": f"{book}documents/?page=20",
        "documents, search": f"{book}documents/?q=cardiologie",
        "documents, one category": f"{book}documents/?filtre=BIOLOGIE",
        "documents, oldest first": f"{book}documents/?tri=anciens",
        "document, PDF": f"{book}documents/{places['application/pdf']}/",
        "document, CDA": f"{book}documents/{places['text/xml']}/",
        "document, text": f"{book}documents/{places['text/plain']}/",
        "page of a PDF, as an image": f"{book}documents/{places['application/pdf']}/page/1",
        "add a document": f"{book}documents/ajouter/",
        "history": f"{book}historique/",
        "history, readings": f"{book}historique/?acte=lectures",
    }
    line = re.search(r'href="([^"]+/historique/[a-z2-7]{20,}/)"', get(places, pages["history"]).text)
    if line is not None:
        pages["one line of the history"] = line[1]
    return {"help": "/aide/", **pages}


def cell(name: str, places: dict[str, str], path: str) -> Cell:
    """Ask for one page with the session of a place."""
    cookie = f"ens-{PORT}={places['session']}"
    raw = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n".encode()
    return Cell(name, lambda: raw)


def get(places: dict[str, str], path: str) -> httpx.Response:
    """Open one page that must be there."""
    cookies = {f"ens-{PORT}": places["session"]}
    answer = httpx.get(f"http://{HOST}:{PORT}{path}", cookies=cookies, trust_env=False, timeout=30)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer


def read(wanted: Cell) -> Timing:
    """Open a page again and again, on one connection, with a pause in between."""
    times, errors = [], 0
    busy, begun = _used(), time.perf_counter()
    with socket.create_connection((HOST, PORT)) as line:
        for _ in range(VIEWS):
            time.sleep(PAUSE)
            asked = time.perf_counter()
            line.sendall(wanted.next())
            answer = HTTPResponse(line)
            answer.begin()
            answer.read()
            times.append(time.perf_counter() - asked)
            errors += answer.status != wanted.expected
    return Timing(sorted(times), errors, _foreign(busy, begun))


def load(wanted: Cell, seconds: float) -> Timing:
    """Open a page as four who never pause."""
    loop = Load(wanted, PORT, CROWD)
    busy, begun = _used(), time.perf_counter()
    loop.run_for(seconds, counting=True)
    foreign = _foreign(busy, begun)
    loop.close()
    return Timing(sorted(loop.tally.seconds), loop.tally.errors, foreign)


def _foreign(busy: float, begun: float) -> float:
    return max(0.0, _used() - busy) / (CORES * (time.perf_counter() - begun))


def _used() -> float:
    """Tell the seconds of CPU that programs have used which are neither this house nor this load."""
    ours = gauges.tree(os.getpid())
    database = Path(os.environ["ENS_VAR"], "postgres", "postmaster.pid")
    if database.exists():
        ours += gauges.tree(int(database.read_text().split("\n", 1)[0]))
    return gauges.cpu(ours, []).foreign


@contextmanager
def house(folder: Path, seed: str = "bench.portal_seed") -> Iterator[dict[str, str]]:
    """Fill a house once, serve it for a block, and say where its pages are."""
    os.environ |= {"ENS_VAR": str(folder), "ENS_PORT": str(PORT), "DJANGO_SETTINGS_MODULE": "ens.config.settings"}
    run("-m", "ens.config.cli", "migrate")
    where = folder / "places.json"
    run("-m", seed, str(where))
    with child("-m", "ens.config.cli", "serve", "--worker", loud=False) as served:
        await_port(PORT, served)
        yield json.loads(where.read_text("utf-8"))
