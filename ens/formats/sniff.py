"""Decides what a file is from its bytes, against an allow-list, and compares with what was declared.

The signature must stand at offset 0 (a UTF-8 mark is allowed before XML and text). A file that is also something else
(a page, an archive, a program) is refused: what the house keeps must mean one thing to every reader.
"""

import codecs
import re
from typing import Final

from ens.formats.hardened_xml import parse_xml, starts_like_xml
from ens.kernel.errors import Malformed, WrongType

PDF: Final = "application/pdf"
CDA: Final = "text/xml"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
TIFF: Final = "image/tiff"
TEXT: Final = "text/plain"
RTF: Final = "application/rtf"
ACCEPTED: Final = frozenset({PDF, CDA, JPEG, PNG, TIFF, TEXT, RTF})
CDA_ROOT: Final = "{urn:hl7-org:v3}ClinicalDocument"

_ALIASES = {
    "application/xml": CDA,
    "application/hl7-cda+xml": CDA,
    "application/x-pdf": PDF,
    "image/jpg": JPEG,
    "image/pjpeg": JPEG,
    "image/tif": TIFF,
    "text/rtf": RTF,
}
_UNKNOWN_DECLARATIONS = frozenset({"", "application/octet-stream"})
NAMES: Final = {PDF: "un PDF", CDA: "un document CDA", JPEG: "une image JPEG", PNG: "une image PNG"} | {
    TIFF: "une image TIFF",
    TEXT: "un texte",
    RTF: "un texte RTF",
}
_PDF_START = re.compile(rb"%PDF-[12]\.[0-9]")
_PDF_TAIL = 2048
_MARKUP_WINDOW = 1024
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|object|embed|img|\?php)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE = 22
_ZIP_COMMENT = 65_535


def sniff(content: bytes, declared: str = "") -> str:
    """Tell the content type of a file; refuse what is not on the list or is not what was declared."""
    found = _recognise(content)
    check_declared(found, declared)
    return found


def check_declared(found: str, declared: str) -> None:
    """Refuse a file that is of another type than it was declared to be."""
    stated = plain_type(declared)
    if stated in _UNKNOWN_DECLARATIONS or stated == found:
        return
    if stated in ACCEPTED:
        words = f"Le fichier est {NAMES[found]}, alors qu’il est annoncé comme {NAMES[stated]}."
    else:
        words = "Le type de fichier annoncé n’est pas accepté. " + _LIST
    raise WrongType(words, ("content-type",))


def settle(declared: str, found: str) -> str:
    """Tell the content type to keep and to serve: the declared name alone, unless that says nothing."""
    stated = _bare(declared)
    return found if stated in _UNKNOWN_DECLARATIONS else stated


def plain_type(declared: str) -> str:
    """Give a content type without parameters, by the one name that the house uses for it."""
    stated = _bare(declared)
    return _ALIASES.get(stated, stated)


def _bare(declared: str) -> str:
    return declared.split(";", 1)[0].strip().lower()


_LIST = "Types acceptés : PDF, JPEG, PNG, TIFF, texte, RTF et document CDA."


def _recognise(content: bytes) -> str:
    if _PDF_START.match(content):
        _check_pdf(content)
        return PDF
    found = _recognise_image(content)
    if found:
        _refuse_archive(content)
        return found
    if content.startswith(b"{\\rtf1"):
        _refuse_markup(content)
        _refuse_archive(content)
        return RTF
    if starts_like_xml(content):
        return _check_cda(content)
    return _check_text(content)


def _recognise_image(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"):
        return PNG
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return TIFF
    return ""


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-_PDF_TAIL:]:
        raise WrongType("Ce PDF est incomplet, ou suivi d’autre chose.", ("pdf-end",))
    _refuse_markup(content)
    _refuse_archive(content)


def _check_cda(content: bytes) -> str:
    try:
        root = parse_xml(content)
    except Malformed as error:
        raise WrongType("Ce fichier XML ne peut pas être lu sans risque. " + _LIST, error.reasons) from error
    if root.tag != CDA_ROOT:
        raise WrongType("Ce fichier XML n’est pas un document CDA. " + _LIST, ("xml-root",))
    return CDA


def _check_text(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongType("Ce type de fichier n’est pas accepté. " + _LIST, ("unknown",)) from error
    if not content.strip() or _CONTROLS.search(content) or content.startswith(codecs.BOM_UTF8 + codecs.BOM_UTF8):
        raise WrongType("Ce type de fichier n’est pas accepté. " + _LIST, ("unknown",))
    _refuse_markup(content)
    if b"%PDF-" in content[:_MARKUP_WINDOW] or content.startswith((b"GIF8", b"#!", b"MZ")):
        raise WrongType("Ce fichier peut être lu de deux façons ; il n’est pas accepté.", ("polyglot",))
    return TEXT


def _refuse_markup(content: bytes) -> None:
    """Refuse a page or a script near the start, where browsers look for one."""
    if _MARKUP.search(content[:_MARKUP_WINDOW]):
        raise WrongType("Ce fichier contient une page web ; il n’est pas accepté.", ("polyglot",))


def _refuse_archive(content: bytes) -> None:
    """Refuse a ZIP archive glued to the end: its end record and comment reach exactly the last byte."""
    tail = content[-(_ZIP_END_SIZE + _ZIP_COMMENT) :]
    place = tail.rfind(_ZIP_END)
    while place >= 0:
        comment = int.from_bytes(tail[place + 20 : place + 22], "little")
        if place + _ZIP_END_SIZE + comment == len(tail):
            raise WrongType("Ce fichier contient aussi une archive ; il n’est pas accepté.", ("polyglot",))
        place = tail.rfind(_ZIP_END, 0, place)
