"""T-27: a file that is also something else is refused, or comes back only as what it was taken for, to be kept."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from PIL import Image

from ens.formats.sniff import CDA, JPEG, PDF, PNG, RTF, TEXT
from ens.gate.house import house
from ens.kernel.ids import NO_ITEM
from tests.databases import Database
from tests.factories import documents
from tests.factories.browser import Browser
from tests.factories.callers import new_structure
from tests.factories.people import Holder, new_person
from tests.factories.software import Software, bytes_of
from tests.scenarios.deposits import reference
from tests.scenarios.live import INS

pytestmark = pytest.mark.threat("T-27")

PAGE = b"<html><script>alert(1)</script></html>"
PHP = b"<?php system($_GET['c']); ?>"
SHEET = b'<?xml-stylesheet type="text/xsl" href="http://evil.example/a.xsl"?>'


def picture(kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, kind, **options)
    return made.getvalue()


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        bundle.writestr("a.html", PAGE)
    return made.getvalue()


def letter(prolog: bytes = b"", body: bytes = b"") -> bytes:
    """Write a CDA document of nobody in particular."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>' + prolog + b'<ClinicalDocument xmlns="urn:hl7-org:v3">'
        b'<id root="2.25.7"/><code code="11490-0" codeSystem="2.16.840.1.113883.6.1"/><title>Lettre</title>'
        b'<effectiveTime value="20260302101500+0100"/>' + body + b"</ClinicalDocument>"
    )


PLAIN = documents.PDF
LATE = PLAIN.replace(b"xref\n", b"%" + b" " * 2000 + PAGE + b"\nxref\n", 1)
ENDING = archive()

REFUSED: dict[str, bytes] = {
    "a PDF that is a page": PLAIN[:9] + PAGE + PLAIN[9:],
    "a page that is a PDF": PAGE + PLAIN,
    "a PDF that is an archive": PLAIN + ENDING,
    "a PDF that is an archive with a comment": PLAIN + ENDING[:-2] + b"\x05\x00%%EOF",
    "a picture that is an archive": picture("JPEG") + ENDING,
    "a GIF that is a script": b"GIF89a/*\x01\x00\x80\x00\x00*/=1;alert(1)//;",
    "a script that is text and GIF": b"GIF89a=1;alert(1)",
    "a program": b"MZ" + bytes(200),
    "a page that is text": b"Bonjour\n" + PAGE,
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a letter behind a DOCTYPE": letter(b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
    "a letter in UTF-16": letter().decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "a letter in UTF-7": letter().replace(b"UTF-8", b"UTF-7"),
    "an old photo format": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(40),
    "a text with a script for terminals": b"Bonjour \x1b]0;rm -rf\x07",
}
TAKEN: dict[str, tuple[bytes, str]] = {
    "a PDF": (PLAIN, PDF),
    "a PDF that holds a page far inside": (LATE, PDF),
    "a PDF with a script of its own": (
        PLAIN.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(a)>>", 1),
        PDF,
    ),
    "a photograph with a program in its comment": (picture("JPEG", comment=PHP), JPEG),
    "a photograph with a page in its comment": (picture("JPEG", comment=PAGE), JPEG),
    "a picture followed by a program": (picture("PNG") + PHP, PNG),
    "a letter with a style sheet of its own": (letter(SHEET), CDA),
    "a letter with an instruction to programs": (letter(PHP[:-2] + b"?>"), CDA),
    "a letter with a script inside": (letter(body=b"<script xmlns='http://www.w3.org/1999/xhtml'>a()</script>"), CDA),
    "a text that speaks of programs": (
        b"Le code malveillant commence par <?php, dit-elle.".replace(b"<?php", b"php"),
        TEXT,
    ),
    "a text in RTF": (rb"{\rtf1\ansi{\field{\*\fldinst HYPERLINK file:///etc/passwd}}Bonjour}", RTF),
}
DECLARED = {
    "with a character set of its own": "text/plain; charset=utf-7",
    "with a page's name behind": "text/plain; x=text/html",
    "with a second line": "text/plain\r\nSet-Cookie: a=b",
    "with a line feed": "text/plain;\nx",
    "as a page": "text/html",
    "as anything": "*/*",
    "as two": "text/plain, text/html",
}


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def hospital(camille: Holder) -> Software:
    return Software(new_structure().token)


def published(camille: Holder, content: bytes, kind: str) -> dict[str, object]:
    resource = reference(f"{INS}|{camille.identity.matricule}", content)
    resource["content"][0]["attachment"]["contentType"] = kind
    return resource


def headers_of(answer: object) -> dict[str, str]:
    return {name: value for name, value in answer.items()}  # type: ignore[attr-defined]  # noqa: C416


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_two_things_is_refused_whatever_it_is_called(camille: Holder, hospital: Software, name: str) -> None:
    kinds = ("application/octet-stream", PDF, JPEG, TEXT, CDA)
    answers = [hospital.call("POST", "DocumentReference", published(camille, REFUSED[name], kind)) for kind in kinds]
    assert {answer.status_code for answer in answers} == {415}
    context = {"X-Security-Context": f"Patient/{house().codec.encode(camille.space, NO_ITEM)}"}
    raw = hospital.call("POST", "Binary", REFUSED[name], context, "application/octet-stream")
    assert raw.status_code == 415


def served(camille: Holder, hospital: Software, content: bytes, kind: str) -> Iterator[tuple[dict[str, str], bytes]]:
    """Deposit a file and fetch its bytes at each door."""
    document = hospital.json("POST", "DocumentReference", published(camille, content, kind))
    file = document["content"][0]["attachment"]["url"]
    for wish in ("*/*", kind, "text/html, application/fhir+json;q=0.1, */*;q=0.2", "image/*, */*;q=0.5"):
        answer = hospital.call("GET", file[file.index("Binary/") :], headers={"Accept": wish})
        assert answer.status_code == 200, wish
        yield headers_of(answer), bytes_of(answer)
    browser = Browser(camille)
    answer = browser.get(f"{browser.notebook}documents/{document['id']}/original/")
    assert answer.status_code == 200
    yield headers_of(answer), bytes_of(answer)


@pytest.mark.parametrize("name", TAKEN)
def test_what_was_taken_comes_back_as_that_alone_and_to_be_kept(camille: Holder, hospital: Software, name: str) -> None:
    content, kind = TAKEN[name]
    for headers, body in served(camille, hospital, content, kind):
        assert body == content
        assert headers["Content-Type"] == kind
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Disposition"].partition(";")[0] == "attachment"
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["Cache-Control"] == "no-store"


def test_no_wish_of_a_reader_makes_a_page_of_a_file(camille: Holder, hospital: Software) -> None:
    document = hospital.json("POST", "DocumentReference", published(camille, TAKEN["a PDF"][0], PDF))
    file = document["content"][0]["attachment"]["url"]
    path = file[file.index("Binary/") :]
    assert hospital.call("GET", path, headers={"Accept": "text/html"}).status_code == 406
    for wish in ("text/html", "html", "application/xml"):
        assert hospital.call("GET", f"{path}?_format={wish}").status_code == 406
    answer = hospital.call("GET", path, headers={"Accept": "application/fhir+json"})
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    assert base64.b64decode(json.loads(bytes_of(answer))["data"]) == TAKEN["a PDF"][0]


@pytest.mark.parametrize("name", DECLARED)
def test_a_type_is_never_more_than_a_type(camille: Holder, hospital: Software, name: str) -> None:
    answer = hospital.call("POST", "DocumentReference", published(camille, b"Tout va bien.", DECLARED[name]))
    if answer.status_code == 201:
        kinds = {headers["Content-Type"] for headers, _ in served(camille, hospital, b"Tout va bien.", DECLARED[name])}
        assert kinds == {TEXT}
    assert answer.status_code in {201, 415, 422}
