"""Opens a PDF: counts pages, takes their text, draws one."""

import codecs
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw  # type: ignore[import-untyped]

from ens.formats.preview.limited.plain import tidy
from ens.formats.preview.limited.screen import compress, scale, size
from ens.formats.preview.limited.serve import Answer, CannotShow

WINDOW: Final = 10  # pages described at once
_LARGEST: Final = 4.0  # 288 points an inch
_PROTECTED: Final = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
_TEXT: Final = 40_000  # characters of one page: a page of a newspaper has about 20,000
_A4: Final = (595.0, 842.0)

codecs.lookup("utf-16-le")  # how the library gives text; Python loads codecs from files, which are out of reach later


def describe(content: bytes, first: int) -> Answer:
    """Tell how many pages there are, and the size and text of ten of them."""
    document = _open(content)
    total = len(document)
    pages = [_describe_page(document, number) for number in range(first, min(total + 1, first + WINDOW))]
    if pages and not any(pages):
        raise CannotShow("broken")
    return {"total": total, "pages": [page or (*size(*_A4, _LARGEST), "") for page in pages]}, b""


def draw(content: bytes, number: int) -> Answer:
    """Draw one page."""
    document = _open(content)
    if not 1 <= number <= len(document):
        raise CannotShow("no-page")
    document.init_forms()
    page = document[number - 1]
    width, height = _measure(page)
    kind, image = compress(page.render(scale=scale(width, height, _LARGEST)).to_pil())
    return {"kind": kind}, image


def _open(content: bytes) -> Any:  # noqa: ANN401  the library has no types
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise CannotShow("protected" if error.err_code in _PROTECTED else "broken") from error


def _describe_page(document: Any, number: int) -> tuple[int, int, str] | None:  # noqa: ANN401
    """Give width, height and text; nothing for a page that cannot be loaded."""
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return None
    return (*size(*_measure(page), _LARGEST), tidy(page.get_textpage().get_text_bounded(), _TEXT))


def _measure(page: Any) -> tuple[float, float]:  # noqa: ANN401
    width, height = page.get_size()
    return max(1.0, width), max(1.0, height)
