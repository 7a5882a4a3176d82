"""In which bytes a text may hide: cases, encodings, hexadecimal, base64 at its three alignments.

Compressed text is not looked for in compressed form, which depends on what surrounds it: the scan inflates what looks
like a zlib or gzip stream and searches the result.
"""

import base64
from typing import Final

from ens.sandbox.drill.needles import fold

BASE64_LETTERS: Final = 7  # a shorter piece of base64 comes by chance


def forms(text: str) -> dict[bytes, str]:
    """Give every byte form of a text, with the name of the form."""
    found: dict[bytes, str] = {}
    for variant in dict.fromkeys((text, text.lower(), text.upper(), text.title(), fold(text), fold(text).upper())):
        raw = variant.encode()
        found.setdefault(raw, "UTF-8")
        found.setdefault(variant.encode("utf-16-le"), "UTF-16 LE")
        found.setdefault(variant.encode("utf-16-be"), "UTF-16 BE")
        found.setdefault(raw.hex().encode(), "hexadécimal")
        found.setdefault(raw.hex().upper().encode(), "hexadécimal")
        for shift in range(3):
            piece = _base64(raw, shift)
            if len(piece) >= BASE64_LETTERS:
                found.setdefault(piece, "base64")
                found.setdefault(piece.replace(b"+", b"-").replace(b"/", b"_"), "base64")
        latin = variant.encode("latin-1", "ignore")
        if latin.decode("latin-1") == variant:
            found.setdefault(latin, "Latin-1")
    return found


def _base64(raw: bytes, shift: int) -> bytes:
    """Encode as it looks inside a longer text, `shift` bytes after a boundary: only the letters that never change."""
    coded = base64.b64encode(bytes(shift) + raw).rstrip(b"=")
    first = -(-8 * shift // 6)
    last = 8 * (shift + len(raw)) // 6
    return coded[first:last]
