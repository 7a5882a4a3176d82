"""Fits a picture to the screen and makes it light."""

import math
from io import BytesIO
from typing import Final

from PIL import Image

WIDTH: Final = 1280
HEIGHT: Final = 4096
POINTS: Final = 4_000_000
_SLACK: Final = 0.001  # points are counted upwards
_COLOURS: Final = 256
_JPEG_QUALITY: Final = 82

Image.preinit()  # its imports need files, which are out of reach later


def scale(width: float, height: float, largest: float) -> float:
    """Tell by how much to multiply a size so that it fits the screen; `largest` bounds the enlargement."""
    return min((WIDTH - _SLACK) / width, (HEIGHT - _SLACK) / height, math.sqrt(POINTS / (width * height)), largest)


def size(width: float, height: float, largest: float) -> tuple[int, int]:
    """Tell the size of the image of something that large."""
    factor = scale(width, height, largest)
    return math.ceil(width * factor), math.ceil(height * factor)


def compress(picture: Image.Image) -> tuple[str, bytes]:
    """Write a picture (RGB or L) as PNG of 256 colours or as JPEG, whichever is lighter: text is the former."""
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
