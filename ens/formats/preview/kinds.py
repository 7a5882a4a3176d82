"""Tells what a file is, to show it: its first bytes know better than whoever declared it."""

from typing import Final

from ens.formats.hardened_xml import starts_like_xml
from ens.formats.sniff import CDA, JPEG, PDF, PNG, RTF, TEXT, TIFF, plain_type

_STARTS: Final = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"{\\rtf", RTF),
)
_WITHOUT_SIGNATURE: Final = frozenset({CDA, TEXT})
UNKNOWN: Final = ""


def recognise(content: bytes, declared: str) -> str:
    """Tell the content type of a file; what it was declared as counts for text alone."""
    found = next((kind for start, kind in _STARTS if content.startswith(start)), UNKNOWN)
    stated = plain_type(declared)
    if found or stated in _WITHOUT_SIGNATURE:
        return found or stated
    return CDA if starts_like_xml(content) else UNKNOWN
