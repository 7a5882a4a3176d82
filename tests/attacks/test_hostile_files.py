"""T-23: files made to stop, fill or take over whoever opens them cost a bounded time, and end in a sentence."""

import resource
import time

import pytest

from ens.formats.preview import child
from ens.formats.preview.limited.confine import MEMORY
from ens.formats.preview.shapes import Kind, PageImage, Reason
from ens.formats.preview.show import describe, page_image
from ens.formats.sniff import PDF
from tests.factories import pdfs
from tests.factories.hostile_files import PDFS, PICTURES

pytestmark = pytest.mark.threat("T-23")

SHOWN = None
# name: why it is not described, why its first page is not drawn
EXPECTED: dict[str, tuple[Reason | None, Reason | None]] = {
    "protected": (Reason.PROTECTED, Reason.PROTECTED),
    "nothing": (Reason.EMPTY, Reason.NO_PAGE),
    "a header alone": (Reason.BROKEN, Reason.BROKEN),
    "noise": (Reason.BROKEN, Reason.BROKEN),
    "cut in two": (Reason.BROKEN, Reason.BROKEN),
    "no page": (Reason.BROKEN, Reason.BROKEN),
    "page tree in a circle": (Reason.BROKEN, Reason.BROKEN),
    "page tree without end": (Reason.BROKEN, Reason.BROKEN),
    "100,000 pages": (SHOWN, SHOWN),
    "as large as a town": (SHOWN, SHOWN),
    "as thin as a hair": (SHOWN, SHOWN),
    "a box of nothing": (SHOWN, SHOWN),
    "a box that is no number": (SHOWN, SHOWN),
    "deflate bomb": (Reason.HEAVY, Reason.HEAVY),
    "forms within forms": (Reason.HEAVY, Reason.HEAVY),
    "form that draws itself": (SHOWN, SHOWN),
    "image of billions of points": (SHOWN, SHOWN),
    "pattern of dust": (SHOWN, Reason.HEAVY),
    "two million strokes": (SHOWN, Reason.HEAVY),
    "five million letters": (SHOWN, SHOWN),
    "table that refers to itself": (SHOWN, SHOWN),
    "letter that writes itself": (SHOWN, SHOWN),
    "PNG bomb": (Reason.HEAVY, Reason.HEAVY),
    "PNG of two billion lines": (Reason.HEAVY, Reason.HEAVY),
    "PNG with a bomb in its words": (Reason.BROKEN, Reason.BROKEN),
    "PNG with a bomb in its colours": (Reason.BROKEN, Reason.BROKEN),
    "JPEG cut in two": (SHOWN, Reason.BROKEN),
    "JPEG of four billion points": (Reason.HEAVY, Reason.HEAVY),
    "JPEG of ten thousand scans": (SHOWN, Reason.HEAVY),
    "TIFF of 100,000 pages": (SHOWN, Reason.BROKEN),
    "TIFF in a circle": (SHOWN, SHOWN),
    "TIFF bomb": (Reason.HEAVY, Reason.HEAVY),
    "JPEG noise": (Reason.BROKEN, Reason.BROKEN),
    "PNG of nothing": (Reason.EMPTY, Reason.NO_PAGE),
}
FILES = {**{name: (PDF, make) for name, make in PDFS.items()}, **PICTURES}


def own_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_hostile_file_ends_in_time_and_in_a_sentence(name: str) -> None:
    kind, make = FILES[name]
    data = make()
    before, began = own_memory(), time.monotonic()
    preview = describe(kind, data)
    image = page_image(kind, data, 1)
    assert time.monotonic() - began < 2 * child.WALL_SECONDS + 1
    assert own_memory() - before < 100_000, "kB: what it does stays in the child"
    drawn = SHOWN if isinstance(image, PageImage) else image.reason
    assert (preview.refusal and preview.refusal.reason, drawn) == EXPECTED[name]
    if preview.refusal is None:
        assert preview.kind == Kind.PAGES
        assert all(1 <= page.width <= 1280 and 1 <= page.height <= 4096 for page in preview.pages)
        assert sum(len(page.text) for page in preview.pages) <= 400_000
    if isinstance(image, PageImage):
        assert len(image.data) < 2_000_000
    assert page_image(PDF, pdfs.pages(1), 1) != image, "the next reader is served"


def test_every_hostile_file_has_its_line() -> None:
    assert set(EXPECTED) == set(FILES)


def test_memory_is_bounded_for_all_children_together() -> None:
    assert child.CHILDREN * MEMORY <= 1_100_000_000
