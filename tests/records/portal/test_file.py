"""The original of a document: the very bytes, to be kept and not opened, under a harmless name."""

from typing import cast

import pytest
from django.http import StreamingHttpResponse

from ens.records.portal.file import _disposition
from tests.factories import pdfs
from tests.factories.browser import Browser
from tests.factories.callers import Caller, new_structure
from tests.factories.documents import TEXT, publish
from tests.factories.journal import last
from tests.factories.people import Holder
from tests.records.portal.test_document import address


@pytest.fixture
def hospital(camille: Holder) -> Caller:
    return new_structure()


@pytest.mark.parametrize(("content", "kind"), [(TEXT, "text/plain"), (pdfs.one_page(), "application/pdf")])
def test_the_bytes_come_back_as_they_were_deposited(
    camille: Holder, browser: Browser, hospital: Caller, content: bytes, kind: str
) -> None:
    document = publish(hospital, camille.identity, content, "Bilan : été 2026 / n° 4")
    answer = browser.get(address(document, "original/"))
    assert b"".join(cast("StreamingHttpResponse", answer)) == content
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    ending = "txt" if kind == "text/plain" else "pdf"
    whole = f"Bilan%20%C3%A9t%C3%A9%202026%20n%204.{ending}"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=\"Bilan ete 2026 n 4.{ending}\"; filename*=UTF-8''{whole}"
    )
    assert last(camille.space).action == "records:item:read"


def test_only_reading_is_possible(camille: Holder, browser: Browser, hospital: Caller) -> None:
    document = publish(hospital, camille.identity)
    for part in ("", "original/", "page/1", "versions/1/"):
        assert browser.client.post(address(document, part)).status_code == 405


def test_a_name_without_latin_letters_still_has_a_name() -> None:
    assert _disposition("Ωμ.pdf") == "attachment; filename=\"document.pdf\"; filename*=UTF-8''%CE%A9%CE%BC.pdf"
