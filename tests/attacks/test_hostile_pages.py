"""T-22, T-23: Camille opens what a hospital's software was made to send: a page with a sentence, never an error."""

import base64
import html

import html5lib
import pytest

from ens.formats.preview.shapes import Reason
from ens.formats.sniff import sniff
from ens.gate.house import house
from ens.kernel.errors import WrongType
from tests.attacks.hostile_narratives import GIANTS, NARRATIVES
from tests.attacks.test_hostile_files import EXPECTED, FILES
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.callers import new_structure
from tests.factories.cda import ELEMENTS, check_attributes, document, media, section
from tests.factories.documents import publish
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-22", "T-23")

SENTENCES = {
    Reason.PROTECTED: "Ce document est protégé par un mot de passe.",
    Reason.BROKEN: "Ce fichier est abîmé",
    Reason.HEAVY: "Ce document est trop lourd pour être affiché ici.",
}
SLOW = {"pattern of dust", "two million strokes", "JPEG of ten thousand scans", "TIFF of 100,000 pages"}
REFUSED_AT_THE_DOOR = {"nothing", "PNG of nothing", "cut in two"}
HEAD = (
    b'<id root="1.2.3"/><code code="11488-4" codeSystem="2.16.840.1.113883.6.1" displayName="CR"/>'
    b'<effectiveTime value="20260102"/>'
)


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


def opened(camille: Holder, content: bytes) -> tuple[str, int]:
    """Deposit it as a hospital does, open its page as Camille does, and ask for its first image; what both say."""
    file = {"contentType": "application/octet-stream", "data": base64.b64encode(content).decode()}
    found = publish(new_structure(), camille.identity, content=[{"attachment": file}])
    browser = Browser(camille)
    address = f"{browser.notebook}documents/{house().codec.encode(found.space, found.item)}/"
    page = browser.text(address)
    return page, browser.get(f"{address}page/1").status_code


@pytest.mark.parametrize("name", sorted(set(FILES) - SLOW - REFUSED_AT_THE_DOOR))
def test_a_hostile_file_leaves_a_page_with_a_sentence(camille: Holder, name: str) -> None:
    content = FILES[name][1]()
    answer, status = opened(camille, content)
    page = html.unescape(answer).replace("\u00a0", " ")
    described, drawn = EXPECTED[name]
    assert [each for each in SENTENCES.values() if each in page] == ([SENTENCES[described]] if described else [])
    assert status == (404 if drawn else 200)
    assert "Télécharger" in page, "the original is there all the same"


@pytest.mark.parametrize("name", sorted(REFUSED_AT_THE_DOOR))
def test_some_do_not_come_in(name: str) -> None:
    with pytest.raises(WrongType):
        sniff(FILES[name][1]())


def test_hostile_narratives_leave_a_page_without_anything_active(camille: Holder) -> None:
    small = [section(text, title=name) for name, text in NARRATIVES.items() if name not in GIANTS]
    content = document(*small, section("fin", entries=media("a", FILES["protected"][1](), "application/pdf")))
    head, tail = content.split(b">", 1)
    page, status = opened(camille, head + b">" + HEAD + tail)
    assert status == 404
    elements = list(html5lib.parse(page, namespaceHTMLElements=False).iter())
    shown = [each for top in elements if top.get("class") == "recit" for each in top.iter()]
    assert len(shown) > len(small)
    for each in shown:
        assert each.tag in ELEMENTS
        check_attributes(each)
    told = "".join("".join(each.itertext()) for each in shown if each.get("class") == "note")
    assert "Pièce jointe 1\u00a0: Ce document est protégé par un mot de passe." in told
