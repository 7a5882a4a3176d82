"""Files made to harm whoever opens them: loops, bombs, giants and fragments, each of a few kilobytes at most."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PIL import Image

from tests.factories.pdfs import deflated, one_page, pages, protected, stream, write

MEGABYTE: Final = bytes(1_000_000)
_CATALOGUE: Final = b"<< /Type /Catalog /Pages 2 0 R >>"


def page_tree_in_a_circle() -> bytes:
    return write(
        [_CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 2 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 2 >>"]
    )


def page_tree_without_end(depth: int = 20_000) -> bytes:
    tree = [f"<< /Type /Pages /Parent {n - 1} 0 R /Kids [{n + 1} 0 R] /Count 1 >>".encode() for n in range(2, depth)]
    return write([_CATALOGUE, *tree, b"<< /Type /Page /MediaBox [0 0 595 842] >>"])


def hundred_thousand_pages() -> bytes:
    kids = b"3 0 R " * 100_000
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return write([_CATALOGUE, b"<< /Type /Pages /Kids [%b] /Count 100000 >>" % kids, page])


def deflate_bomb() -> bytes:
    inner = deflated(b" " * 1_000_000, 400)
    return one_page(zlib.compress(inner, 9), filters="/Filter [/FlateDecode /FlateDecode]")


def forms_within_forms() -> bytes:
    """Twelve forms, each drawing the next one five times: 244 million drawings."""
    more = []
    for number in range(6, 18):
        last = number == 17
        body = b"0 0 10 10 re f" if last else b"/X Do " * 5
        inner = "" if last else f"/Resources << /XObject << /X {number + 1} 0 R >> >>"
        more.append(stream(body, f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {inner}"))
    return one_page(b"/X Do", resources="/XObject << /X 6 0 R >>", more=more)


def form_that_draws_itself() -> bytes:
    form = stream(
        b"/X Do", "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 6 0 R >> >>"
    )
    return one_page(b"/X Do", resources="/XObject << /X 6 0 R >>", more=[form])


def image_of_billions_of_points() -> bytes:
    side, rows = 40_000, deflated(bytes(5_000), 40_000)
    said = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 1"
    picture = stream(rows, said + " /Filter /FlateDecode")
    return one_page(b"595 0 0 842 0 0 cm /I Do", resources="/XObject << /I 6 0 R >>", more=[picture])


def pattern_of_dust() -> bytes:
    said = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001"
    pattern = stream(b"0 0 1 1 re f", said + " /Resources << >>")
    return one_page(b"/Pattern cs /P scn 0 0 595 842 re f", resources="/Pattern << /P 6 0 R >>", more=[pattern])


def two_million_strokes() -> bytes:
    return one_page(deflated(b"0 0 m 595 842 l 595 0 l 0 842 l S\n" * 1_000, 500), filters="/Filter /FlateDecode")


def five_million_letters() -> bytes:
    content = b"BT /F1 4 Tf " + b"1 0 0 1 20 20 Tm (%b) Tj " % (b"a" * 1_000)
    return one_page(deflated(content, 5_000), filters="/Filter /FlateDecode")


def table_that_refers_to_itself() -> bytes:
    whole = one_page()
    start = whole.rindex(b"startxref\n") + 10
    place = int(whole[start:].split(b"\n", 1)[0])
    return whole.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %d " % place)


def letter_that_writes_itself() -> bytes:
    glyph = stream(b"1000 0 d0 BT /F9 1 Tf (a) Tj ET")
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 "
        b"/LastChar 97 /Widths [1000] /Encoding << /Differences [97 /a] >> /CharProcs << /a 6 0 R >> "
        b"/Resources << /Font << /F9 7 0 R >> >> >>"
    )
    content = b"BT /F9 20 Tf 50 50 Td (aaaa) Tj ET"
    return one_page(content, resources="/Font << /F9 7 0 R >>", more=[glyph, font])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, pixels: bytes, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def png_bomb() -> bytes:
    return _png(60_000, 60_000, deflated(bytes(7_501), 60_000))


def png_of_two_billion_lines() -> bytes:
    return _png(2**31 - 1, 2**31 - 1, zlib.compress(bytes(100)))


def png_with_a_bomb_in_its_words() -> bytes:
    words = _chunk(b"zTXt", b"Comment\x00\x00" + deflated(MEGABYTE, 300))
    return _png(8, 8, zlib.compress(bytes(16)), words)


def png_with_a_bomb_in_its_colours() -> bytes:
    colours = _chunk(b"iCCP", b"icc\x00\x00" + deflated(MEGABYTE, 300))
    return _png(8, 8, zlib.compress(bytes(16)), colours)


def photograph(width: int = 640, height: int = 480, kind: str = "JPEG", **options: Any) -> bytes:
    """Draw a gradient with some noise, as a photograph is to a compressor."""
    red, out = Image.linear_gradient("L").resize((width, height)), io.BytesIO()
    noise = Image.effect_noise((width, height), 40)
    Image.merge("RGB", (red, noise, red.transpose(Image.Transpose.ROTATE_180))).save(out, kind, **options)
    return out.getvalue()


def jpeg_cut_in_two() -> bytes:
    whole = photograph()
    return whole[: len(whole) // 2]


def jpeg_of_four_billion_points() -> bytes:
    whole = bytearray(photograph(64, 64))
    place = whole.index(b"\xff\xc0")
    whole[place + 5 : place + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(whole)


def jpeg_of_ten_thousand_scans() -> bytes:
    """Repeat a scan of a large progressive picture: each costs a pass over all of it, and a few bytes."""
    out = io.BytesIO()
    Image.new("L", (6_000, 6_000)).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * 10_000 + whole[-2:]


def tiff_of_many_pages(number: int = 100_000) -> bytes:
    """Write that many directories of one tiny page each."""
    out, entries = bytearray(b"II*\x00"), 8
    size = 2 + 12 * entries + 4
    out += struct.pack("<I", 8)
    for index in range(number):
        after = 8 + (index + 1) * size if index + 1 < number else 0
        out += _directory(after, 8 + number * size)
    return bytes(out) + bytes(8)


def tiff_in_a_circle() -> bytes:
    return b"II*\x00" + struct.pack("<I", 8) + _directory(8, 200) + bytes(200)


def _directory(after: int, place: int) -> bytes:
    tags = [(256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, place), (278, 4, 8), (279, 4, 64)]
    return (
        struct.pack("<H", len(tags))
        + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
        + struct.pack("<I", after)
    )


def tiff_bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "TIFF", compression="group4")
    return out.getvalue()


PDFS: Final[dict[str, Callable[[], bytes]]] = {
    "protected": protected,
    "nothing": bytes,
    "a header alone": lambda: b"%PDF-1.7\n%%EOF\n",
    "noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"%%EOF\n",
    "cut in two": lambda: pages(20)[:2_000],
    "no page": lambda: write([_CATALOGUE, b"<< /Type /Pages /Kids [] /Count 0 >>"]),
    "page tree in a circle": page_tree_in_a_circle,
    "page tree without end": page_tree_without_end,
    "100,000 pages": hundred_thousand_pages,
    "as large as a town": partial(one_page, box="0 0 100000000 100000000"),
    "as thin as a hair": partial(one_page, box="0 0 1000000 0.0001"),
    "a box of nothing": partial(one_page, box="0 0 0 0"),
    "a box that is no number": partial(one_page, box="nan (x) -1e99 1e99"),
    "deflate bomb": deflate_bomb,
    "forms within forms": forms_within_forms,
    "form that draws itself": form_that_draws_itself,
    "image of billions of points": image_of_billions_of_points,
    "pattern of dust": pattern_of_dust,
    "two million strokes": two_million_strokes,
    "five million letters": five_million_letters,
    "table that refers to itself": table_that_refers_to_itself,
    "letter that writes itself": letter_that_writes_itself,
}
PICTURES: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "PNG bomb": ("image/png", png_bomb),
    "PNG of two billion lines": ("image/png", png_of_two_billion_lines),
    "PNG with a bomb in its words": ("image/png", png_with_a_bomb_in_its_words),
    "PNG with a bomb in its colours": ("image/png", png_with_a_bomb_in_its_colours),
    "JPEG cut in two": ("image/jpeg", jpeg_cut_in_two),
    "JPEG of four billion points": ("image/jpeg", jpeg_of_four_billion_points),
    "JPEG of ten thousand scans": ("image/jpeg", jpeg_of_ten_thousand_scans),
    "TIFF of 100,000 pages": ("image/tiff", tiff_of_many_pages),
    "TIFF in a circle": ("image/tiff", tiff_in_a_circle),
    "TIFF bomb": ("image/tiff", tiff_bomb),
    "JPEG noise": ("image/jpeg", lambda: b"\xff\xd8\xff" + bytes(range(256)) * 400),
    "PNG of nothing": ("image/png", bytes),
}
