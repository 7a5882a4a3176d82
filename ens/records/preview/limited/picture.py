"""Opens a picture: counts its pages, shows one, or writes it anew without what it says of its maker and place."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import AppendingTiffWriter, TiffImageFile

from ens.records.preview.limited.screen import compress, size
from ens.records.preview.limited.serve import Answer, CannotShow, serve

SECONDS: Final = 10
WINDOW: Final = 10  # pages described at once
POINTS: Final = 40_000_000  # of one page
PAGES: Final = 50  # of a picture that is written anew
_LYING: Final = frozenset({5, 6, 7, 8})  # orientations that swap width and height
_PAGE_OF_A_PICTURE: Final = 1.0  # never enlarged
_QUALITY: Final = 90
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
    total = picture.n_frames if isinstance(picture, TiffImageFile) else 1
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
    bare = _flatten(_bare(picture))
    kind, image = compress(bare if bare.size == fitted else bare.resize(fitted, Image.Resampling.LANCZOS))
    return {"kind": kind}, image


def rewrite(content: bytes, _number: int) -> Answer:
    """Write all of it anew in its own format: upright, in common colours, and nothing but the picture."""
    picture, out = _open(content), BytesIO()
    if isinstance(picture, JpegImageFile):
        _bare(picture).save(out, "JPEG", quality=_QUALITY)
    elif isinstance(picture, PngImageFile):
        _bare(picture).save(out, "PNG")
    else:
        with AppendingTiffWriter(out, new=True) as pages:
            for page in _pages(picture):
                kind = "group4" if page.mode == "1" else "tiff_deflate"
                page.save(pages, "TIFF", compression=kind)
                pages.newFrame()
    return {}, out.getvalue()


def _open(content: bytes) -> Opened:
    kind = _KINDS.get(content[:2])
    if kind is None:
        raise CannotShow("broken")
    return kind(BytesIO(content))


def _turn_to(picture: Opened, number: int) -> None:
    try:
        picture.seek(number - 1)
    except EOFError as error:
        raise CannotShow("no-page") from error
    if picture.width * picture.height > POINTS:
        raise CannotShow("heavy")


def _pages(picture: TiffImageFile) -> Iterator[Image.Image]:
    if picture.n_frames > PAGES:
        raise CannotShow("heavy")
    for number in range(1, picture.n_frames + 1):
        _turn_to(picture, number)
        yield _bare(picture)


def _upright(picture: Opened) -> tuple[int, int]:
    """Give the size once it is turned upright."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(ExifTags.Base.Orientation) in _LYING else (width, height)


def _bare(picture: Opened) -> Image.Image:
    """Give the picture alone: upright, and in the colours of screens when it says which its own are."""
    ImageOps.exif_transpose(picture, in_place=True)
    bare = _in_common_colours(picture)
    bare.info = {name: value for name, value in picture.info.items() if name == _KEPT}
    return bare


def _in_common_colours(picture: Opened) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, own, _SRGB, outputMode="RGB")
        except ImageCms.PyCMSError:
            converted = None  # a profile that nobody can read
        if converted is not None:
            return converted
    return picture.convert("RGB") if picture.mode == "CMYK" else picture.copy()


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
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")


def _find_range(grey: Image.Image) -> tuple[float, float]:
    low, high = grey.getextrema()
    return (low, high) if isinstance(low, float) and isinstance(high, float) else (0.0, 255.0)


if __name__ == "__main__":
    serve({"describe": describe, "draw": draw, "rewrite": rewrite}, SECONDS)
