"""PDFs written by hand: ordinary ones, a protected one, and hostile ones of a few kilobytes."""

import hashlib
import zlib
from collections.abc import Callable, Iterable
from typing import Final

A4: Final = "0 0 595 842"
_TEXT: Final = b"BT /F1 24 Tf 60 760 Td (Compte rendu) Tj ET"
_FONT: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def write(objects: Iterable[bytes], trailer: str = "") -> bytes:
    """Write numbered objects, the first one the catalogue, with their cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (len(places) + 1, trailer.encode())
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def stream(content: bytes, extra: str = "") -> bytes:
    """Write a stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), extra.encode(), content)


def one_page(
    content: bytes = _TEXT, *, box: str = A4, filters: str = "", resources: str = "", more: list[bytes] | None = None
) -> bytes:
    """Write a PDF of one page; `more` objects have the numbers from 6 on."""
    return write(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            _page(box, resources),
            stream(content, filters),
            _FONT,
            *(more or []),
        ]
    )


def pages(number: int, text: Callable[[int], str] = "Page {}".format) -> bytes:
    """Write a PDF of that many pages, each with its own words."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(number))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {number} >>".encode(),
        _FONT,
    ]
    for index in range(number):
        shown = f"/Contents {5 + 2 * index} 0 R /Resources << /Font << /F1 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] {shown} >>".encode(),
            stream(f"BT /F1 24 Tf 60 760 Td ({text(index + 1)}) Tj ET".encode()),
        ]
    return write(objects)


def _page(box: str, resources: str) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R "
        f"/Resources << /Font << /F1 5 0 R >> {resources} >> >>"
    ).encode()


def protected(password: bytes = b"secret") -> bytes:
    """Write a PDF that opens with a password only (ISO 32000-1, 7.6: revision 2, RC4 of 40 bits)."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    user = (password + padding)[:32]
    owner = _rc4(hashlib.md5(user).digest()[:5], user)
    identity, rights = b"0123456789abcdef", (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(user + owner + rights + identity).digest()[:5]
    page_key = hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10]
    check = _rc4(key, padding)
    handler = f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{check.hex()}> /P -4 >>"
    return write(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            _page(A4, ""),
            stream(_rc4(page_key, _TEXT)),
            _FONT,
        ],
        f"/Encrypt {handler} /ID [<{identity.hex()}> <{identity.hex()}>]",
    )


def _rc4(key: bytes, content: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def deflated(piece: bytes, times: int) -> bytes:
    """Compress the same megabytes again and again, without holding them."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(piece) for _ in range(times)), packer.flush()])
