"""T-22: whatever a document's words try, nothing in the page acts, leaves or takes the page's place."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, Route

from ens.formats.preview.shapes import Reason
from ens.formats.preview.show import describe
from ens.formats.sniff import CDA
from tests.attacks.hostile_narratives import EVIL, GIANTS, NARRATIVES, OUT
from tests.browser.chromium import MISSING, find_chromium, launched
from tests.factories import pdfs
from tests.factories.cda import document, media, section, shown
from tests.factories.hostile_files import photograph

pytestmark = pytest.mark.threat("T-22")

SECONDS = 3
CUT = {
    "fifty thousand empty paragraphs",
    "one image shown ten thousand times",
    "row of fifty thousand cells",
    "sixty thousand breaks",
    "table of a hundred thousand cells",
    "three million letters",
}
PROBE = """() => {
    for (const each of document.querySelectorAll('*'))
        for (const kind of ['click', 'mouseover', 'pointerenter', 'focus', 'error', 'load', 'toggle', 'mousedown'])
            each.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
    return document.querySelectorAll('script, style, iframe, object, embed, form, [onclick]').length;
}"""


@pytest.mark.parametrize("name", sorted(NARRATIVES))
def test_nothing_active_remains(name: str) -> None:
    """The reading of the result as a browser does it is in `shown`: elements and attributes of the white list only."""
    began = time.monotonic()
    preview = shown(document(section("avant " + NARRATIVES[name] + " après")))
    assert time.monotonic() - began < SECONDS * 5, "with the time that the check itself takes"
    assert len(preview.html) < 5_000_000
    assert preview.html.startswith('<div class="recit"><h3>Conclusion</h3>avant ')
    assert (" après" in preview.html) == (name not in CUT), "what is harmless around it is read"


@pytest.mark.parametrize("name", sorted(GIANTS))
def test_giants_are_drawn_fast_and_say_what_is_missing(name: str) -> None:
    data = document(section(GIANTS[name]))
    began = time.monotonic()
    preview = describe(CDA, data)
    assert time.monotonic() - began < SECONDS
    assert ("la fin n’est pas affichée" in preview.note) == (name in CUT)


@pytest.mark.parametrize(
    "data",
    [
        document(section("<content>" * 300 + "</content>" * 300)),
        b'<!DOCTYPE a [<!ENTITY x "ha">]>' + document(section("&x;")),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + document(section("&x;")),
        document(section("&x;")),
        document(section("<paragraph>")),
        document(section("<x:b>a</x:b>")),
        document(section("\x00")),
        document(section("&#1;")),
        document(section("a")).replace(
            b"<ClinicalDocument", b'<?xml version="1.0" encoding="UTF-7"?><ClinicalDocument'
        ),
        document(section("a")).decode().encode("utf-16"),
    ],
    ids=["depth", "entity", "file", "unknown entity", "open", "prefix", "zero", "control", "UTF-7", "UTF-16"],
)
def test_what_is_not_plain_xml_is_not_shown(data: bytes) -> None:
    refusal = describe(CDA, data).refusal
    assert refusal is not None
    assert refusal.reason == Reason.BROKEN


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"<script>alert(1)</script>", "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
        (b"GIF89a<script>alert(1)</script>", "image/gif"),
        (b"<script>alert(1)</script>", "text/plain"),
        (rb"{\rtf1 {\field{\*\fldinst HYPERLINK javascript:alert(1)}{\fldrslt <script>}}}", "text/rtf"),
        (
            pdfs.one_page().replace(
                b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert) >> /Type /Catalog"
            ),
            "x",
        ),
        (photograph(exif=b"Exif\0\0<script>alert(1)</script>"), OUT),
    ],
)
def test_files_within_are_words_or_points(content: bytes, content_type: str) -> None:
    preview = shown(
        document(section('<renderMultiMedia referencedObject="a"/>', entries=media("a", content, content_type)))
    )
    assert "<script" not in preview.html


def test_titles_names_and_data_are_words() -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;"
    values = f'<entry><observation><code displayName="{OUT}"/><value displayName="{OUT}"/></observation></entry>'
    preview = shown(document(section(title=hostile + "<script>x</script>", entries=values)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in preview.html
    assert "<img" not in preview.html


class Witness:
    """A page without any policy, and what fires or asks on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fired: list[str] = []
        self.asked: list[str] = []
        page.on("dialog", self._hear)
        page.route("**/*", self._ask)

    def _hear(self, dialog: Dialog) -> None:
        self.fired.append(dialog.message)
        dialog.dismiss()

    def _ask(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(body="", content_type="image/png")

    def show(self, body: str) -> int:
        """Show a body, send every event to every element; give how many elements could act."""
        self.page.set_content(f"<!doctype html><title>t</title><main id=contenu>{body}</main>")
        active: int = self.page.evaluate(PROBE)
        for link in self.page.locator("a").all():
            link.click()
        self.page.wait_for_timeout(300)
        return active


@pytest.fixture
def witness() -> Iterator[Witness]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip(MISSING)
    with launched(chromium) as browser:
        yield Witness(browser.new_page())


def test_nothing_fires_in_a_browser_without_any_policy(witness: Witness) -> None:
    """All of them on one page, no Content-Security-Policy, every event sent to every element."""
    small = {name: text for name, text in NARRATIVES.items() if name not in GIANTS}
    pieces = [str(shown(document(section(text, title=name))).html) for name, text in small.items()]
    assert witness.show("".join(pieces)) == 0
    assert (witness.fired, witness.asked) == ([], [])
    assert witness.page.url.partition("#")[0] == "about:blank"
    assert witness.page.evaluate("document.getElementById('contenu').tagName") == "MAIN"


def test_the_witness_sees_what_acts(witness: Witness) -> None:
    """The same narratives, copied as they stand, do fire and do ask: the test above can fail."""
    assert witness.show(NARRATIVES["handler on words"] + f'<img src="{EVIL}/spy.gif" onerror="alert(2)">') == 1
    assert set(witness.fired) == {"1", "2"}
    assert witness.asked == [f"{EVIL}/spy.gif"]
