"""The bytes behind the page of a document: one page as an image, and the original to keep."""

import unicodedata
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse

from ens.formats.preview.shapes import Reason, Refusal
from ens.formats.preview.show import page_image
from ens.gate import door
from ens.gate.whole import Whole, read_whole
from ens.kernel.errors import NotFound, Unavailable
from ens.records.files import FILE, content_of, download_name, type_of
from ens.records.lots import DOCUMENT
from ens.records.portal.document import place_in
from ens.web.caller import Caller
from ens.web.page import page

_NO_PROGRAM: Final = "sandbox; default-src 'none'"  # should a browser open it after all


@page()
def image(caller: Caller, document: str, number: int) -> HttpResponseBase:
    """Draw one page of a document."""
    return draw(_read(caller, document), number)


@page()
def original(caller: Caller, document: str) -> HttpResponseBase:
    """Give the file as it was deposited, to be kept and not opened in the page."""
    return give(_read(caller, document))


def draw(whole: Whole, number: int) -> HttpResponse:
    """Answer with one page of a document that was read, as an image."""
    file = whole.file
    drawn = page_image(type_of(file), content_of(file), number)
    if isinstance(drawn, Refusal):
        if drawn.reason is Reason.BUSY:
            raise Unavailable(drawn.sentence)
        raise NotFound(drawn.sentence)
    return HttpResponse(drawn.data, content_type=drawn.content_type, headers={"Content-Security-Policy": _NO_PROGRAM})


def give(whole: Whole) -> StreamingHttpResponse:
    """Answer with the file of a document that was read."""
    headers = {
        "Content-Disposition": _disposition(download_name(whole.found.header.title, whole.file)),
        "Content-Length": str(whole.file.header.size),
        "Content-Security-Policy": _NO_PROGRAM,
    }
    return StreamingHttpResponse(door.stream(whole.file), content_type=type_of(whole.file), headers=headers)


def _read(caller: Caller, public: str) -> Whole:
    return read_whole(caller.visit, place_in(caller, public), DOCUMENT, FILE)


def _disposition(name: str) -> str:
    """Name an attachment for old and new browsers (RFC 6266 section 4.3)."""
    stem, _, ending = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().rpartition(".")
    return f"attachment; filename=\"{stem.strip() or 'document'}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
