"""Says what can be shown of a document, and draws its pages."""

import time
from typing import Final

from markupsafe import Markup

from ens.formats.hardened_xml import parse_xml
from ens.formats.preview.child import Said, ask
from ens.formats.preview.clinical.document import draw_document
from ens.formats.preview.clinical.figures import draw_figure
from ens.formats.preview.clinical.files import InnerFile, find_body, list_media
from ens.formats.preview.clinical.xml import Element
from ens.formats.preview.kinds import recognise
from ens.formats.preview.limited.plain import TEXT as LETTERS
from ens.formats.preview.limited.plain import tidy
from ens.formats.preview.shapes import Kind, Page, PageImage, Preview, Reason, Refusal
from ens.formats.sniff import CDA, CDA_ROOT, JPEG, PDF, PNG, RTF, TEXT, TIFF
from ens.kernel.errors import HouseError

WINDOW: Final = 10
INNER_SECONDS: Final = 10.0  # for all files inside one document
_STEP: Final = 1_000_000  # the numbers of the pages of one file inside a document
_PROGRAMS: Final = {PDF: "pdf", JPEG: "picture", PNG: "picture", TIFF: "picture"}
_IMAGES: Final = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}
_CUT: Final = "Ce document est très long : la fin n’est pas affichée. Vous pouvez télécharger l’original."


def describe(content_type: str, data: bytes, first: int = 1) -> Preview:
    """Say what can be shown of a document, its pages from `first` on; nothing that a file contains raises."""
    kind = recognise(data, content_type)
    if kind != CDA:
        return _describe_file(kind, data, max(1, first), 0)
    root = _parse(data)
    if root is None:
        return _refuse(Reason.BROKEN)
    body = find_body(root)
    if body:
        return _describe_file(body.content_type, body.content, max(1, first), 0)
    html, cut = draw_document(root, _draw_files(root))
    return Preview(Kind.HTML, html=html, note=_CUT if cut else "") if html else _refuse(Reason.EMPTY)


def page_image(content_type: str, data: bytes, number: int, mark: str = "") -> PageImage | Refusal:
    """Draw one page, by the number that its description gave; `mark` is written across it."""
    inner, page = divmod(number, _STEP)
    kind = recognise(data, content_type)
    files = _list_files(data) if kind == CDA else [InnerFile(kind, data)]
    if inner >= len(files) or files[inner].content_type not in _PROGRAMS:
        return Refusal(Reason.NO_PAGE)
    answer = ask(_PROGRAMS[files[inner].content_type], "draw", files[inner].content, page, mark)
    if isinstance(answer, Refusal):
        return answer
    said, image = answer
    start = _IMAGES.get(said.kind)
    return PageImage(said.kind, image) if start and image.startswith(start) else Refusal(Reason.BROKEN)


def _describe_file(content_type: str, data: bytes, first: int, inner: int) -> Preview:
    if not data:
        return _refuse(Reason.EMPTY)
    if content_type == TEXT:
        return _show_text(_decode(data))
    if content_type != RTF and content_type not in _PROGRAMS:
        return _refuse(Reason.UNKNOWN)
    answer = (
        ask("rtf", "extract", data) if content_type == RTF else ask(_PROGRAMS[content_type], "describe", data, first)
    )
    if isinstance(answer, Refusal):
        return Preview(Kind.NOTHING, refusal=answer)
    return _show_text(answer[0].text) if content_type == RTF else _show_pages(answer[0], first, inner)


def _show_pages(said: Said, first: int, inner: int) -> Preview:
    pages = [
        Page(inner * _STEP + number, width, height, text)
        for number, (width, height, text) in enumerate(said.pages[:WINDOW], first)
    ]
    if not pages:
        return _refuse(Reason.NO_PAGE if said.total else Reason.EMPTY)
    after = first + len(pages)
    return Preview(
        Kind.PAGES,
        pages=tuple(pages),
        total=said.total,
        next_first=after if after <= said.total else 0,
        previous_first=max(1, first - WINDOW) if first > 1 else 0,
    )


def _show_text(text: str) -> Preview:
    shown = tidy(text)
    if not shown:
        return _refuse(Reason.EMPTY)
    return Preview(Kind.TEXT, text=shown, note=_CUT if len(text) >= LETTERS else "")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _parse(data: bytes) -> Element | None:
    try:
        root = parse_xml(data)
    except HouseError:
        return None
    return root if root.tag == CDA_ROOT else None


def _list_files(data: bytes) -> list[InnerFile]:
    root = _parse(data)
    if root is None:
        return []
    body = find_body(root)
    return [body] if body else list_media(root)


def _draw_files(root: Element) -> dict[str, Markup]:
    """Draw every file inside, by the IDs that narratives know it by; together they get as long as one."""
    end, drawn = time.monotonic() + INNER_SECONDS, {}
    for place, file in enumerate(list_media(root)):
        late = time.monotonic() > end
        shown = _refuse(Reason.HEAVY) if late else _describe_file(file.content_type, file.content, 1, place)
        drawn.update(dict.fromkeys(file.names or {f"#{place}"}, draw_figure(shown, place + 1)))
    return drawn


def _refuse(reason: Reason) -> Preview:
    return Preview(Kind.NOTHING, refusal=Refusal(reason))
