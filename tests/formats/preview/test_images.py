"""Somebody adds a photograph: nothing of where, when and with what it was taken stays in it."""

import io
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

from ens.formats.preview import images
from ens.formats.preview.images import without_metadata
from ens.formats.preview.shapes import Cleaned, Reason, Refusal
from ens.formats.sniff import JPEG, PDF, PNG, TIFF, sniff
from tests.factories.hostile_files import PICTURES, photograph

GPS, ORIENTATION, MAKER, WHEN = 0x8825, 0x0112, 0x010F, 0x9003
SECRETS = (b"48.1173", b"Rennes", b"iCamera", b"2026:11:19", b"CommentOfMine", b"xmpmeta", b"Exif", b"8BIM")
TYPES = {"JPEG": JPEG, "PNG": PNG, "TIFF": TIFF}


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[ORIENTATION] = orientation
    made[MAKER] = "iCamera"
    made.get_ifd(0x8769)[WHEN] = "2026:11:19 08:05:00"
    made.get_ifd(GPS).update({1: "N", 2: (48.0, 7.0, 2.3), 29: "48.1173 Rennes"})
    return made


def corners(width: int = 320, height: int = 160) -> Image.Image:
    """Draw a red quarter at the top left of a blue picture: it shows how it has been turned."""
    picture = Image.new("RGB", (width, height), (0, 0, 200))
    picture.paste((200, 0, 0), (0, 0, width // 2, height // 2))
    return picture


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def clean(data: bytes, kind: str) -> Image.Image:
    """Clean it; it must be of the same type, say nothing, and hold nothing that a reader could show."""
    answer = without_metadata(data, TYPES[kind])
    assert isinstance(answer, Cleaned)
    assert sniff(answer.data, TYPES[kind]) == TYPES[kind]
    assert [secret for secret in SECRETS if secret in answer.data] == []
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.format == kind
    assert not list(picture.getexif()) or kind == "TIFF"
    assert set(picture.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "dpi",
        "compression",
        "resolution",
        "transparency",
    }
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_photograph_says_nothing_of_its_place_and_camera(kind: str) -> None:
    options: dict[str, Any] = {"exif": exif()}
    if kind == "JPEG":
        options |= {"comment": "CommentOfMine", "xmp": b"<x:xmpmeta>Rennes</x:xmpmeta>"}
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Author", "CommentOfMine", zip=False)
        words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Rennes</x:xmpmeta>")
        options["pnginfo"] = words
    source = written(corners(), kind, **options)
    assert any(secret in source for secret in SECRETS)
    assert clean(source, kind).size == (320, 160)


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (320, 160), (10, 10)), (3, (320, 160), (310, 150)), (6, (160, 320), (150, 10)), (8, (160, 320), (10, 310))],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_is_turned_upright(
    kind: str, orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    upright = clean(written(corners(), kind, exif=exif(orientation)), kind).convert("RGB")
    assert upright.size == size
    pixel = upright.getpixel(red)
    assert isinstance(pixel, tuple)
    assert (pixel[0] > 150, pixel[2] < 50) == (True, True)


@pytest.mark.parametrize("quality", [30, 60, 85, 97])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_photograph_does_not_grow(quality: int, *, progressive: bool) -> None:
    taken = Image.open(io.BytesIO(photograph(800, 600)))
    source = written(taken, "JPEG", quality=quality, progressive=progressive, optimize=True)
    answer = without_metadata(source, JPEG)
    assert isinstance(answer, Cleaned)
    assert len(answer.data) < 1.01 * len(source)
    assert looks_like(answer.data, Image.open(io.BytesIO(source)))


def test_a_scan_that_holds_photographs_does_not_grow_tenfold() -> None:
    taken = Image.open(io.BytesIO(photograph(800, 600)))
    source = written(taken, "TIFF", compression="jpeg", save_all=True, append_images=[taken])
    answer = without_metadata(source, TIFF)
    assert isinstance(answer, Cleaned)
    assert len(answer.data) < 1.5 * len(source)
    assert looks_like(answer.data, Image.open(io.BytesIO(source)))


def looks_like(data: bytes, sent: Image.Image) -> bool:
    """Say whether a picture is the same but for the losses of its compression."""
    shown = Image.open(io.BytesIO(data)).convert("L")
    difference = ImageChops.difference(shown, sent.convert("L"))
    return shown.size == sent.size and ImageStat.Stat(difference).mean[0] < 6


def test_every_page_of_a_scan_is_kept_and_cleaned() -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270], tags[315], tags[33432] = "Rennes", "CommentOfMine", "iCamera"
    faxes = [Image.new("1", (800, 1_000), white) for white in (1, 0, 1)]
    source = written(faxes[0], "TIFF", save_all=True, append_images=faxes[1:], tiffinfo=tags, compression="group4")
    assert b"Rennes" in source
    scan = clean(source, "TIFF")
    assert getattr(scan, "n_frames", 1) == 3
    for number, white in enumerate((255, 0, 255)):
        scan.seek(number)
        assert scan.convert("L").getextrema() == (white, white)
        assert not {270, 315, 33432, 34665, 34853, 700} & {*scan.getexif()}


def test_a_picture_keeps_its_transparency() -> None:
    seen = clean(written(Image.new("RGBA", (9, 9), (10, 20, 30, 0)), "PNG"), "PNG")
    assert seen.getpixel((4, 4)) == (10, 20, 30, 0)
    drawn = Image.new("P", (9, 9), 1)
    assert clean(written(drawn, "PNG", transparency=1), "PNG").info["transparency"] is not None


def test_a_radiograph_of_sixteen_bits_keeps_them() -> None:
    source = Image.new("I;16", (9, 9), 40_000)
    assert clean(written(source, "PNG"), "PNG").getpixel((0, 0)) == 40_000


def test_colours_of_another_profile_become_those_of_screens() -> None:
    """A camera whose red is our blue: what it calls red must come out blue."""
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = usual.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    for profile, red, blue in ((usual, True, False), (swapped, False, True), (b"not a profile", True, False)):
        seen = clean(written(corners(), "JPEG", icc_profile=profile), "JPEG")
        pixel = seen.getpixel((10, 10))
        assert isinstance(pixel, tuple)
        assert (pixel[0] > 120, pixel[2] > 120) == (red, blue)


def test_a_picture_for_printers_becomes_one_for_screens() -> None:
    assert clean(written(corners().convert("CMYK"), "JPEG"), "JPEG").mode == "RGB"


def test_cleaning_twice_changes_nothing_more() -> None:
    once = without_metadata(written(corners(), "PNG", exif=exif(6)), PNG)
    assert isinstance(once, Cleaned)
    assert without_metadata(once.data, PNG) == once


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_hostile_pictures_are_refused_with_a_sentence(name: str) -> None:
    kind, make = PICTURES[name]
    answer = without_metadata(make(), kind)
    if name == "TIFF in a circle":
        assert isinstance(answer, Cleaned)  # its one page is in order
        return
    assert isinstance(answer, Refusal)
    assert answer.reason in {Reason.BROKEN, Reason.HEAVY}
    assert images.explain(answer).startswith("Cette image est ")


def test_a_picture_of_too_many_points_is_refused() -> None:
    assert without_metadata(written(Image.new("1", (7_000, 7_000)), "PNG"), PNG) == Refusal(Reason.HEAVY)
    assert "40 millions" in images.explain(Refusal(Reason.HEAVY))


def test_only_pictures_are_taken() -> None:
    assert without_metadata(b"%PDF-1.7", PDF) == Refusal(Reason.UNKNOWN)
    assert isinstance(without_metadata(photograph(), PNG), Cleaned), "the bytes say what it is"
