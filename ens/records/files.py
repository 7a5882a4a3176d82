"""The file of a document: which item it is, what it is called, its bytes."""

import re
import unicodedata
from typing import Final

from ens.fhir.parse import parse_stored
from ens.formats.sniff import CDA, JPEG, PDF, PNG, RTF, TEXT, TIFF, plain_type
from ens.gate import door
from ens.gate.door import Found
from ens.gate.whole import Part
from ens.records import documents
from ens.records.lots import BINARY

_KINDS: Final = {
    PDF: ("PDF", "pdf"),
    CDA: ("CDA", "xml"),
    JPEG: ("Image JPEG", "jpg"),
    PNG: ("Image PNG", "png"),
    TIFF: ("Image TIFF", "tif"),
    TEXT: ("Texte", "txt"),
    RTF: ("Texte RTF", "rtf"),
}
_NAME_MAX: Final = 80
_UNSAFE: Final = re.compile(r"[^\w\-. ]+")


def name_file(document: bytes) -> str:
    """Tell the public id of the file that a document cites."""
    url = str(documents.attachment(parse_stored(document)).get("url", ""))
    return url.removeprefix(f"{BINARY}/")


FILE: Final = Part(BINARY, name_file)


def type_of(file: Found) -> str:
    """Tell the content type of a file, by the name that the house uses for it."""
    return plain_type(file.header.content_type)


def kind_of(file: Found) -> str:
    """Say what a file is (`PDF`, `Image JPEG`)."""
    return _KINDS.get(type_of(file), ("Fichier", "bin"))[0]


def content_of(file: Found) -> bytes:
    """Read the bytes of a file whole; its size is bounded by the limit of deposits."""
    return b"".join(door.stream(file))


def download_name(title: str, file: Found) -> str:
    """Make the name under which a file is kept: the title without anything that a system could misread."""
    plain = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", title)).split())
    return f"{plain[:_NAME_MAX].strip(' .') or 'document'}.{_KINDS.get(type_of(file), ('', 'bin'))[1]}"
