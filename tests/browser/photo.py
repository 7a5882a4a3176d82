"""A photograph as a phone takes it: a prescription on a table, with the place and the moment in its EXIF data."""

import io
from typing import Final

from PIL import ExifTags, Image, ImageDraw, ImageFont

SIZE: Final = (1200, 1600)
PLACE: Final = ((48.0, 6.0, 41.04), (1.0, 40.0, 43.0))  # nobody's house: a bus stop
PHONE: Final = "Appareil de démonstration"
_LINES: Final = (
    ("Dr Claire Martin", 44),
    ("Cabinet des Tilleuls, Valombre", 30),
    ("", 60),
    ("Camille Roussel", 36),
    ("", 40),
    ("Amoxicilline 1 g", 40),
    ("1 le matin, 1 le soir, 6 jours", 32),
    ("Vitamine D", 40),
    ("10 gouttes par jour, un mois", 32),
)


def take_photo() -> bytes:
    """Draw the sheet, turned a little, and save it as a phone does."""
    table = Image.new("RGB", SIZE, "#8c7a66")
    sheet = Image.new("RGB", (900, 1240), "#fbfaf6")
    pen, y = ImageDraw.Draw(sheet), 90
    for text, size in _LINES:
        pen.text((80, y), text, fill="#1b2a4a", font=ImageFont.load_default(size))
        y += size + 34
    turned = sheet.rotate(2.5, expand=True, fillcolor="#8c7a66", resample=Image.Resampling.BICUBIC)
    table.paste(turned, (140, 150))
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = PHONE
    exif[ExifTags.Base.DateTime] = "2026:11:20 08:15:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: PLACE[0],
            ExifTags.GPS.GPSLongitudeRef: "W",
            ExifTags.GPS.GPSLongitude: PLACE[1],
        }
    )
    saved = io.BytesIO()
    table.save(saved, "JPEG", quality=88, exif=exif)
    return saved.getvalue()


def tells_where(content: bytes) -> bool:
    """Say whether a picture still says where, when or with what it was taken."""
    with Image.open(io.BytesIO(content)) as picture:
        exif = picture.getexif()
        return bool(exif.get_ifd(ExifTags.IFD.GPSInfo) or dict(exif)) or PHONE.encode() in content


PHOTO: Final = take_photo()
