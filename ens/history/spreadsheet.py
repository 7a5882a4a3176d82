"""The history as a file that spreadsheets open: CSV with semicolons (RFC 4180 otherwise), one line per entry."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from ens.history.queries import FILE_LINES
from ens.history.sentences.tell import text_of
from ens.history.told import ToldLine
from ens.journal.entry import Outcome
from ens.web import dates

MARK: Final = "\ufeff"  # tells spreadsheets that this is UTF-8
HEADINGS: Final = (
    "Date",
    "Heure",
    "Qui",
    "Précision",
    "Ce qui s’est passé",
    "De quel droit",
    "Résultat",
    "Preuve",
    "Passage",
)
RESULTS: Final = {Outcome.ALLOWED: "fait", Outcome.REFUSED: "refusé", Outcome.FAILED: "n’a pas abouti"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_rows(pages: Iterator[list[ToldLine]]) -> Iterator[bytes]:
    """Write the file page by page; a file that stops before the first entry says so on its last line."""
    yield (MARK + _lines([HEADINGS])).encode()
    written = 0
    for page in pages:
        written += len(page)
        yield _lines([_row(line) for line in page]).encode()
    if written >= FILE_LINES:
        yield _lines([[f"Ce fichier s’arrête à {FILE_LINES} lignes. Les plus anciennes sont sur la page."]]).encode()


def _row(line: ToldLine) -> list[str]:
    proof = "faite" if line.proven else "en cours"
    day, hour = dates.local(line.at).strftime("%d/%m/%Y"), dates.local(line.at).strftime("%H:%M:%S")
    result = RESULTS[line.entry.outcome] if line.entry else "illisible"
    subject = line.subject
    return [day, hour, subject.name, subject.added, text_of(line.sentence), line.right, result, proof, line.id]


def _lines(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([[_safe(cell) for cell in row] for row in rows])
    return out.getvalue()


def _safe(cell: str) -> str:
    """Keep a cell from being run as a formula: names and titles come from elsewhere (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
