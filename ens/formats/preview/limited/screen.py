"""Fits a picture to the screen and makes it light."""

import math
import unicodedata
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

WIDTH: Final = 1280
HEIGHT: Final = 4096
POINTS: Final = 4_000_000
_SLACK: Final = 0.001  # points are counted upwards
_COLOURS: Final = 256
_JPEG_QUALITY: Final = 82
_INK: Final = (29, 49, 128)
_DEPTH: Final = 46  # of 255: one reads the page through it
_SLANT: Final = 24  # degrees
_BETWEEN: Final = (90, 150)  # points beside and under each mark
_MARKS: Final[list[str]] = []  # of the one request that this process answers
_LETTERS: Final = ImageFont.load_default(26)  # the library's own, without accents: files are out of reach later

Image.preinit()  # its imports need files, which are out of reach later


def scale(width: float, height: float, largest: float) -> float:
    """Tell by how much to multiply a size so that it fits the screen; `largest` bounds the enlargement."""
    return min((WIDTH - _SLACK) / width, (HEIGHT - _SLACK) / height, math.sqrt(POINTS / (width * height)), largest)


def size(width: float, height: float, largest: float) -> tuple[int, int]:
    """Tell the size of the image of something that large."""
    factor = scale(width, height, largest)
    return math.ceil(width * factor), math.ceil(height * factor)


def mark_with(text: str) -> None:
    """Have every picture that this process draws bear a text all over, so that a copy of it tells who looked."""
    _MARKS.append(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())


def _mark(picture: Image.Image, text: str) -> Image.Image:
    """Write a text across a picture again and again."""
    _, _, wide, high = _LETTERS.getbbox(text)
    step = (math.ceil(wide) + _BETWEEN[0], math.ceil(high) + _BETWEEN[1])
    side = math.ceil(math.hypot(*picture.size))
    sheet = Image.new("L", (side, side))
    pen = ImageDraw.Draw(sheet)
    for row in range(side // step[1] + 1):
        for column in range(-1, side // step[0] + 1):
            pen.text((column * step[0] + row % 2 * step[0] // 2, row * step[1]), text, fill=_DEPTH, font=_LETTERS)
    left, top = ((side - size) // 2 for size in picture.size)
    turned = sheet.rotate(_SLANT).crop((left, top, left + picture.width, top + picture.height))
    marked = picture.convert("RGB")
    marked.paste(_INK, (0, 0), turned)
    return marked


def compress(picture: Image.Image) -> tuple[str, bytes]:
    """Write a picture (RGB or L) as PNG of 256 colours or as JPEG, whichever is lighter: text is the former."""
    for text in _MARKS:
        picture = _mark(picture, text)
    few = picture
    if picture.mode == "RGB":
        few = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    drawn = _write(few, "PNG", compress_level=4)  # half the time of 6, three per cent heavier
    photographed = _write(picture, "JPEG", quality=_JPEG_QUALITY)
    return ("image/png", drawn) if len(drawn) <= len(photographed) else ("image/jpeg", photographed)


def _write(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
