"""What a file is: the allow-list, the declared type, and files that try to be two things."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.formats import sniff
from ens.kernel.errors import HouseError, WrongType

pytestmark = pytest.mark.threat("T-13")

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
CDA = b'<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>'
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + b"\x00" * 40
TIFF = b"II*\x00" + b"\x00" * 40
RTF = b"{\\rtf1\\ansi Bonjour}"
TEXT = "Bonjour, voici mes résultats.\r\n\tTension : 12/8".encode()
BOM = b"\xef\xbb\xbf"


def archive() -> bytes:
    """Make a small ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("a.txt", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, sniff.PDF),
        (CDA, sniff.CDA),
        (BOM + CDA, sniff.CDA),
        (JPEG, sniff.JPEG),
        (PNG, sniff.PNG),
        (TIFF, sniff.TIFF),
        (b"MM\x00*" + b"\x00" * 8, sniff.TIFF),
        (RTF, sniff.RTF),
        (TEXT, sniff.TEXT),
        (BOM + TEXT, sniff.TEXT),
        (b"a < b et b > c", sniff.TEXT),
    ],
)
def test_accepted_kinds(content: bytes, expected: str) -> None:
    """Every kind on the list is recognised, declared or not."""
    assert sniff.sniff(content) == expected
    assert sniff.sniff(content, expected) == expected
    assert sniff.sniff(content, expected.upper() + "; charset=utf-8") == expected
    assert sniff.sniff(content, "application/octet-stream") == expected


@pytest.mark.parametrize(
    ("content", "declared", "expected"),
    [
        (CDA, "application/xml", sniff.CDA),
        (JPEG, "image/jpg", sniff.JPEG),
        (RTF, "text/rtf", sniff.RTF),
        (PDF, "application/x-pdf", sniff.PDF),
    ],
)
def test_other_names_of_a_type(content: bytes, declared: str, expected: str) -> None:
    """Common aliases are understood."""
    assert sniff.sniff(content, declared) == expected


@pytest.mark.parametrize(
    ("content", "declared"),
    [(PDF, "image/png"), (PNG, "application/pdf"), (TEXT, "application/pdf"), (CDA, "text/plain"), (PDF, "text/html")],
)
def test_a_wrong_declaration_is_refused(content: bytes, declared: str) -> None:
    """The bytes are right, the word is not."""
    with pytest.raises(WrongType, match=r"annoncé") as caught:
        sniff.sniff(content, declared)
    assert caught.value.reasons == ("content-type",)


HOSTILE = {
    "empty": b"",
    "blank": b" \r\n ",
    "html": b"<!DOCTYPE html><p>x</p>",
    "html without doctype": b"<p>bonjour</p>",
    "html after spaces": b"\n\n  <HTML><body onload=x>",
    "html as text": b"Bonjour\n<script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>',
    "svg with declaration": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "cda in another namespace": b'<ClinicalDocument xmlns="urn:hl7-org:v4"/>',
    "cda without namespace": b"<ClinicalDocument/>",
    "cda inside something": b'<a><ClinicalDocument xmlns="urn:hl7-org:v3"/></a>',
    "page then pdf": b"<html><script>x</script></html>" + PDF,
    "pdf with leading bytes": b"\n" + PDF,
    "pdf with a mark": BOM + PDF,
    "text then pdf": b"bonjour\n" + PDF,
    "pdf with a page inside its head": b"%PDF-1.7\n<html><script>x</script>" + PDF,
    "pdf without end": PDF[:-8],
    "pdf then much more": PDF + b"x" * 5000,
    "pdf then archive": PDF + archive(),
    "jpeg then archive": JPEG + archive(),
    "png then archive": PNG + archive(),
    "rtf with a page": b"{\\rtf1 <script>x</script>}",
    "old pdf": b"%PDF-9.9\n%%EOF",
    "gif": b"GIF89a" + b"\x01\x00\x01\x00\x80\x00\x00" + b"\x00" * 20,
    "gif as text": b"GIF89a/*                */=1;alert(1)",
    "program": b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 80,
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 40,
    "script": b"#!/bin/sh\nrm -rf /",
    "archive": archive(),
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "wrong png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 20,
    "leading byte then jpeg": b"\x00" + JPEG,
    "utf-16 text": "bonjour".encode("utf-16"),
    "latin-1 text": "é".encode("latin-1"),
    "text with NUL": b"bonjour\x00",
    "text with escape": b"bonjour \x1b[31m",
    "overlong utf-8": b"\xc0\xbcscript",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_everything_else_is_refused_in_french(name: str) -> None:
    """Whatever the declaration, the answer is the same kind of refusal with a sentence."""
    for declared in ("", "application/pdf", "text/plain", "text/xml", "image/jpeg"):
        with pytest.raises(WrongType) as caught:
            sniff.sniff(HOSTILE[name], declared)
        assert caught.value.detail.endswith((".", "CDA."))
        assert caught.value.reasons


@given(st.binary(max_size=300), st.sampled_from([b"", PDF[:9], CDA[:60], JPEG[:4], PNG[:16], RTF[:6], BOM, b"<"]))
def test_any_bytes_are_recognised_or_refused(tail: bytes, head: bytes) -> None:
    """Only house errors, and only known answers."""
    try:
        assert sniff.sniff(head + tail) in sniff.ACCEPTED
    except HouseError as error:
        assert error.detail  # noqa: PT017 - either outcome is right
