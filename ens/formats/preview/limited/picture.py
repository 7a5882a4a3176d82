"""Opens a picture: counts its pages, shows one, or writes it anew without what it says of its maker and place."""

import contextlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile, get_sampling
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import AppendingTiffWriter, TiffImageFile

from ens.formats.preview.limited.screen import compress, size
from ens.formats.preview.limited.serve import Answer, CannotShow

WINDOW: Final = 10  # pages described at once
POINTS: Final = 40_000_000  # of one page
COUNTED: Final = 1_000  # pages; what stands behind is not shown
PAGES: Final = 50  # of a picture that is written anew
_LYING: Final = frozenset({5, 6, 7, 8})  # orientations that swap width and height
_PAGE_OF_A_PICTURE: Final = 1.0  # never enlarged
_QUALITY: Final = 88
_PHOTOGRAPHS: Final = frozenset({"jpeg", "tiff_jpeg"})
_EFFORT: Final = 4  # of zlib: at its usual 6, a large picture takes three times as long
_KEPT: Final = "transparency"  # part of the picture; everything else in `info` is about it
_SRGB: Final = ImageCms.createProfile("sRGB")

Opened = JpegImageFile | PngImageFile | TiffImageFile
_KINDS: Final[dict[bytes, Callable[[BytesIO], Opened]]] = {
    b"\xff\xd8": JpegImageFile,
    b"\x89P": PngImageFile,
    b"II": TiffImageFile,
    b"MM": TiffImageFile,
}


def describe(content: bytes, first: int) -> Answer:
    """Tell how many pages there are, and the size of ten of them."""
    picture = _open(content)
    total = _count(picture)
    pages = []
    for number in range(first, min(total + 1, first + WINDOW)):
        _turn_to(picture, number)
        pages.append((*size(*_upright(picture), _PAGE_OF_A_PICTURE), ""))
    return {"total": total, "pages": pages}, b""


def draw(content: bytes, number: int) -> Answer:
    """Show one page, upright and no larger than the screen."""
    picture = _open(content)
    _turn_to(picture, number)
    fitted = size(*_upright(picture), _PAGE_OF_A_PICTURE)
    if isinstance(picture, JpegImageFile):
        picture.draft(None, (min(fitted), min(fitted)))  # decoded at half, a quarter or an eighth of its size
    flat = _flatten(_upright_in_common_colours(picture))
    kind, image = compress(flat if flat.size == fitted else flat.resize(fitted, Image.Resampling.LANCZOS))
    return {"kind": kind}, image


def rewrite(content: bytes, _number: int) -> Answer:
    """Write all of it anew in its own format: upright, in common colours, and nothing but the picture."""
    picture, out = _open(content), BytesIO()
    _turn_to(picture, 1)
    if isinstance(picture, JpegImageFile):
        return {}, _write_jpeg(_bare(picture), picture, len(content))
    if isinstance(picture, PngImageFile):
        _bare(picture).save(out, "PNG", compress_level=_EFFORT)
    else:
        with AppendingTiffWriter(out, new=True) as pages:
            for page in _pages(picture):
                page.save(pages, "TIFF", **_pack(page, picture))
                pages.newFrame()
    return {}, out.getvalue()


def _write_jpeg(bare: Image.Image, picture: JpegImageFile, sent: int) -> bytes:
    """Write it in good quality; in the quality that it came in, when the former would only make it heavier."""
    out = BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY, optimize=True)
    if out.tell() <= sent or bare.mode != picture.mode:
        return out.getvalue()
    own = BytesIO()
    bare.save(
        own,
        "JPEG",
        qtables=picture.quantization,
        subsampling=get_sampling(picture),
        optimize=True,
        progressive="progression" in picture.info,
    )
    return min(out, own, key=BytesIO.tell).getvalue()


def _pack(page: Image.Image, picture: TiffImageFile) -> dict[str, str | int]:
    """Choose how a page is packed: a photograph stays one, in two colours the fax's way; everything else exactly."""
    if page.mode in {"L", "RGB"} and picture.info.get("compression") in _PHOTOGRAPHS:
        return {"compression": "jpeg", "quality": _QUALITY}
    return {"compression": "group4" if page.mode == "1" else "tiff_deflate"}


def _open(content: bytes) -> Opened:
    kind = _KINDS.get(content[:2])
    if kind is None:
        raise CannotShow("broken")
    return kind(BytesIO(content))


def _count(picture: Opened) -> int:
    """Count the pages, up to a limit: each is a directory that points to the next one."""
    if not isinstance(picture, TiffImageFile):
        return 1
    for number in range(1, COUNTED):
        try:
            picture.seek(number)
        except EOFError:
            return number
    return COUNTED


def _turn_to(picture: Opened, number: int) -> None:
    try:
        picture.seek(number - 1)
    except EOFError as error:
        raise CannotShow("no-page") from error
    if picture.width * picture.height > POINTS:
        raise CannotShow("heavy")


def _pages(picture: TiffImageFile) -> Iterator[Image.Image]:
    total = _count(picture)
    if total > PAGES:
        raise CannotShow("heavy")
    for number in range(1, total + 1):
        _turn_to(picture, number)
        yield _bare(picture)


def _upright(picture: Opened) -> tuple[int, int]:
    """Give the size once it is turned upright."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(ExifTags.Base.Orientation) in _LYING else (width, height)


def _bare(picture: Opened) -> Image.Image:
    """Give the picture alone, upright: the copy knows nothing of its file."""
    made = _upright_in_common_colours(picture)
    bare = made.copy() if made is picture else made
    bare.info = {name: value for name, value in picture.info.items() if name == _KEPT}
    return bare


def _upright_in_common_colours(picture: Opened) -> Image.Image:
    """Turn it, and use the colours of screens when it says which its own are."""
    ImageOps.exif_transpose(picture, in_place=True)
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):  # a profile that nobody can read
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(picture, own, _SRGB, outputMode="RGB") or picture
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _flatten(picture: Image.Image) -> Image.Image:
    """Give eight bits of grey or of three colours, on white paper; more bits of grey are spread over the eight."""
    if picture.mode.startswith(("I", "F")):
        grey = picture.convert("F")
        low, high = _find_range(grey)
        step = 255 / max(1.0, high - low)
        return grey.point(lambda value: value * step - low * step).convert("L")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    if picture.mode in {"RGB", "L"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _find_range(grey: Image.Image) -> tuple[float, float]:
    low, high = grey.getextrema()
    return (low, high) if isinstance(low, float) and isinstance(high, float) else (0.0, 255.0)
