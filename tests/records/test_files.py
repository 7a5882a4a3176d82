"""What the file of a document is called and what it is; its name can trick no system."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.gate import door
from ens.gate.door import Found
from ens.gate.whole import read_whole
from ens.policy.facts import Header
from ens.records.files import FILE, download_name, kind_of, name_file, type_of
from ens.records.lots import DOCUMENT
from tests.databases import Database
from tests.factories.callers import new_structure
from tests.factories.documents import PDF, publish
from tests.factories.people import new_person


def file(content_type: str) -> Found:
    return Found(1, b"", 1, Header("Binary", 1, 1, 1, content_type=content_type), b"{}", None)


@pytest.mark.parametrize(
    ("content_type", "plain", "kind"),
    [
        ("application/pdf", "application/pdf", "PDF"),
        ("text/xml", "text/xml", "CDA"),
        ("application/hl7-cda+xml", "text/xml", "CDA"),
        ("image/jpg", "image/jpeg", "Image JPEG"),
        ("Text/Plain; charset=utf-8", "text/plain", "Texte"),
        ("application/x-rien", "application/x-rien", "Fichier"),
    ],
)
def test_a_file_is_called_what_it_is(content_type: str, plain: str, kind: str) -> None:
    assert (type_of(file(content_type)), kind_of(file(content_type))) == (plain, kind)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bilan annuel", "Bilan annuel.pdf"),
        ("Écho : thyroïde", "Écho thyroïde.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("C:\\nul", "C nul.pdf"),
        ('a"b\r\nSet-Cookie: x', "a b Set-Cookie x.pdf"),
        ("facture.exe\u202efdp", "facture.exe fdp.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
        ("e\u0301cho", "écho.pdf"),
    ],
)
def test_a_download_has_the_title_without_what_a_system_could_misread(title: str, name: str) -> None:
    assert download_name(title, file("application/pdf")) == name


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder_or_its_header(title: str) -> None:
    name = download_name(title, file("text/xml"))
    assert name.endswith(".xml")
    assert not set(name) & set('/\\"<>|:*?\r\n\0')
    assert not name.startswith((".", " "))
    assert len(name) <= 84


def test_an_unknown_type_ends_in_bin() -> None:
    assert download_name("a", file("")) == "a.bin"


@pytest.mark.parametrize(("url", "name"), [("Binary/abc", "abc"), ("https://x/y", "https://x/y")])
def test_the_file_is_the_one_that_the_document_cites(url: str, name: str) -> None:
    document = {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": {"url": url}}]}
    assert name_file(json.dumps(document).encode()) == name


@pytest.mark.parametrize("declared", ["application/octet-stream", "Application/Octet-Stream; x=y", None])
def test_a_file_whose_depositor_does_not_know_its_type_keeps_the_one_that_it_has(
    database: Database, declared: str | None
) -> None:
    camille = new_person()
    attachment = {"data": base64.b64encode(PDF).decode()} | ({} if declared is None else {"contentType": declared})
    found = publish(new_structure(), camille.identity, content=[{"attachment": attachment}])
    document, kept = read_whole(camille.visit, found.place, DOCUMENT, FILE)
    assert (kind_of(kept), download_name("Bilan", kept)) == ("PDF", "Bilan.pdf")
    stated = [json.loads(kept.resource), json.loads(document.resource)["content"][0]["attachment"]]
    assert [each["contentType"] for each in stated] == ["application/pdf", "application/pdf"]
    assert b"".join(door.stream(kept)) == PDF
