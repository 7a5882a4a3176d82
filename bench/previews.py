"""`python -m bench.previews`: what it costs to show a document, an ordinary one and those made to harm."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ens.formats.preview import nursery
from ens.formats.preview.images import without_metadata
from ens.formats.preview.shapes import PageImage, Preview, Refusal
from ens.formats.preview.show import describe, page_image
from ens.formats.sniff import CDA, JPEG, PDF
from ens.kernel import clock
from ens.sandbox.documents.pdf import write_pdf
from ens.sandbox.documents.story import read_stories
from tests.conformance.samples import CDA as NATIONAL
from tests.factories.hostile_files import PDFS, PICTURES, photograph

ROUNDS: Final = 30
PAUSE: Final = 0.3  # seconds between two readers
_HOSTILE: Final = ("hostile file", "kB", "described: ms, result", "drawn: ms, result", "CPU ms", "most memory, MB")
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one act costs: milliseconds, sorted, and CPU milliseconds of the children."""

    walls: list[float]
    cpu: float

    def line(self, name: str, result: str) -> str:
        """Write it as a line of the table."""
        p50, p95 = statistics.median(self.walls), self.walls[int(0.95 * len(self.walls))]
        return f"| {name} | {p50:.0f} / {p95:.0f} | {self.cpu:.0f} | {result} |"


def main() -> None:
    """Print both tables; with a file's type and path, measure that one file alone."""
    if len(sys.argv) == 3:
        print(_hostile_line(sys.argv[1], Path(sys.argv[2]).read_bytes()))
        return
    print("| shown | p50 / p95 ms | CPU ms of the child | result |\n|---|---|---|---|")
    for name, act in _ordinary():
        nursery.dismiss()
        print(_measure(act, PAUSE).line(name, _tell(act())))
    cold = _measure(lambda: (nursery.dismiss(), page_image(PDF, _letter(), 1)), 0)
    print(cold.line("PDF, first page, the first of a process", ""))
    print(f"\n| {' | '.join(_HOSTILE)} |\n{'|---' * len(_HOSTILE)}|")
    files = {**{name: (PDF, make) for name, make in PDFS.items()}, **PICTURES}
    with tempfile.TemporaryDirectory() as folder:
        for name, (kind, make) in files.items():
            path = Path(folder, "file")
            path.write_bytes(make())
            command = [sys.executable, "-m", "bench.previews", kind, str(path)]
            measured = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
            print(f"| {name} | {path.stat().st_size / 1000:.1f} | {measured} |")


def _letter() -> bytes:
    return write_pdf(next(story for story in read_stories(clock.now().date()) if story.form == "pdf"))


def _ordinary() -> list[tuple[str, Act]]:
    letter, photo = _letter(), photograph(4_000, 3_000)
    found: list[tuple[str, Act]] = [
        ("PDF, described (text of its pages)", lambda: describe(PDF, letter)),
        ("PDF, first page", lambda: page_image(PDF, letter, 1)),
        ("both, one at once after the other", lambda: (describe(PDF, letter), page_image(PDF, letter, 1))[1]),
        ("photograph of 12 million points", lambda: page_image(JPEG, photo, 1)),
        ("the same, written anew without metadata", lambda: without_metadata(photo, JPEG)),
    ]
    for name in ("VSM_1.4_2022.01", "CSE-CS8_2025.01", "eP-MED-DM_2024.01_PosoStruct") if NATIONAL.exists() else ():
        content = (NATIONAL / f"{name}.xml").read_bytes()
        found.append((f"CDA {name}", lambda content=content: describe(CDA, content)))  # type: ignore[misc]
    return found


def _measure(act: Act, pause: float) -> Cost:
    walls, before = [], _children().ru_utime + _children().ru_stime
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        walls.append(1_000 * (time.perf_counter() - began))
        time.sleep(pause)
    nursery.dismiss()
    return Cost(sorted(walls), 1_000 * (_children().ru_utime + _children().ru_stime - before) / ROUNDS)


def _hostile_line(kind: str, content: bytes) -> str:
    """Measure one file in this process of its own: the kernel tells the most memory of its children only."""
    told = []
    for act in (lambda: describe(kind, content), lambda: page_image(kind, content, 1)):
        began = time.perf_counter()
        result = act()
        told.append(f"{1_000 * (time.perf_counter() - began):.0f} {_tell(result)}")
    nursery.dismiss()
    used = _children()
    return " | ".join((*told, f"{1_000 * (used.ru_utime + used.ru_stime):.0f}", f"{used.ru_maxrss / 1_024:.0f}"))


def _children() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def _tell(result: object) -> str:
    if isinstance(result, Preview):
        return result.refusal.reason if result.refusal else f"{result.kind}, {result.total or len(result.html)}"
    if isinstance(result, PageImage):
        return f"{result.content_type.removeprefix('image/').upper()}, {len(result.data) / 1_000:.0f} kB"
    return result.reason if isinstance(result, Refusal) else "written"


if __name__ == "__main__":
    main()
