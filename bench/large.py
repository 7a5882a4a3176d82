"""Measures pages of long lists: `python -m bench --large`. A history of 10,000 entries; a GP with 1,500 patients.

`ens serve` as in production with its worker, one reader who waits a moment between two pages. Every page of the history
journals its own visit.
"""

import html
import platform
import re
import shutil
import time
from typing import Final
from urllib.parse import urlencode

from bench import portal
from bench.cell import HOST, Cell
from bench.gauges import CORES
from ens.config import environment

BARS: Final = {"history": 200.0, "my patients": 300.0}  # milliseconds, p95, by the first words of a page's name
_OLDER: Final = re.compile(r'href="(\?[^"]*avant=[^"]+)"')
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM: Final = "application/x-www-form-urlencoded"
_BY: Final = re.compile(r'<option value="([a-z2-7]{20,})"')


def main(*, fresh: bool) -> int:
    """Measure every page, and print a table; 1 when one is slower than it may be."""
    folder = environment.PROJECT / "var" / "bench-large"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    missed = []
    with portal.house(folder, "bench.large_seed") as places:
        print(f"{time.strftime('%Y-%m-%d %H:%M')} UTC, {CORES} cores, Python {platform.python_version()}\n")
        print("| page | one reader: p50 / p95 / slowest ms | bar | foreign CPU |")
        print("|---|---|---|---|")
        for cell in [*_history(places), *_desk({"session": places["gp"]})]:
            found = portal.read(cell)
            bar = next(bar for words, bar in BARS.items() if cell.name.startswith(words))
            if found.percentile(0.95) >= bar or found.errors:
                missed.append(cell.name)
            times = " / ".join(f"{found.percentile(share):.0f}" for share in (0.5, 0.95, 1.0))
            print(f"| {cell.name} | {times} | {bar:.0f} | {found.foreign:.0%} |", flush=True)
    print("\n" + (f"MISSED by {', '.join(missed)}" if missed else "met by every page"))
    return 1 if missed else 0


def _history(places: dict[str, str]) -> list[Cell]:
    """List the pages of a history: first opening, every filter, and paging to its end."""
    book = f"/carnet/{places['patient']}/historique/"
    first = portal.get(places, book).text
    second, depth = _follow(places, book, first, 1), 20
    pages = {
        "history, first page": "",
        "history, page 2": second,
        f"history, page {depth + 1}": _follow(places, book, first, depth),
        "history, refusals": "?acte=refus",
        "history, readings of everybody": "?par=tous&acte=lectures",
        "history, one professional": f"?qui={_BY.findall(first)[0]}",
        "history, a month four years ago": f"?mois={int(time.strftime('%Y')) - 4}-03",
        "history, a year": f"?mois={int(time.strftime('%Y')) - 2}",
    }
    return [portal.cell(name, places, book + query) for name, query in pages.items()]


def _follow(places: dict[str, str], book: str, text: str, pages: int) -> str:
    """Give the address of a page by following « older » so many times."""
    query = ""
    for _ in range(pages):
        query = html.unescape(_OLDER.findall(text)[-1])
        text = portal.get(places, book + query).text
    return query


def _desk(who: dict[str, str]) -> list[Cell]:
    pages = {
        "my patients, first page": "/pro/",
        "my patients, page 15": "/pro/?page=15",
        "my patients, page 30": "/pro/?page=30",
    }
    cells = [portal.cell(name, who, path) for name, path in pages.items()]
    return [*cells, _search("my patients, one name", who, "Petit Élise"), _search("my patients, none", who, "Zola")]


def _search(name: str, who: dict[str, str], sought: str) -> Cell:
    """Send a name from the desk, as its form does."""
    page = portal.get(who, "/pro/")
    token = _TOKEN.findall(page.text)[0]
    body = urlencode({"csrfmiddlewaretoken": token, "patient": sought})
    cookies = "; ".join(
        f"{key}={value}" for key, value in [(f"ens-{portal.PORT}", who["session"]), *page.cookies.items()]
    )
    head = {"Host": HOST, "Cookie": cookies, "Content-Type": FORM, "Content-Length": len(body)}
    lines = "".join(f"{key}: {value}\r\n" for key, value in head.items())
    raw = f"POST /pro/patients/ HTTP/1.1\r\n{lines}\r\n{body}".encode()
    return Cell(name, lambda: raw)
