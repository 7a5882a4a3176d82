"""CDA documents of level 3 around a narrative, and a reader that knows what may come out of them."""

import base64
import xml.etree.ElementTree as ET
from typing import Final

import html5lib

from ens.formats.preview.shapes import Kind, Preview
from ens.formats.preview.show import describe
from ens.formats.sniff import CDA

# Every element and attribute that the house's own HTML of a document may have.
ELEMENTS: Final = frozenset(
    (
        *(
            "a",
            "br",
            "caption",
            "del",
            "details",
            "div",
            "em",
            "figure",
            "h3",
            "h4",
            "h5",
            "h6",
            "img",
            "ins",
            "li",
            "ol",
        ),
        *(
            "p",
            "span",
            "strong",
            "sub",
            "summary",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "u",
            "ul",
        ),
    )
)
ATTRIBUTES: Final = frozenset(
    (
        *("alt", "aria-label", "class", "colspan", "data-titre", "height", "href", "id", "loading", "role", "rowspan"),
        *("scope", "src", "tabindex", "type", "width"),
    )
)
CLASSES: Final = frozenset(
    {"deroulant", "feuillet", "note", "recit", "tableau", "tableau empile", "tableau empile fiches"}
)


def document(*sections: str, more: str = "") -> bytes:
    """Write a document of these sections; `more` goes onto its root, for prefixes."""
    body = "".join(f"<component>{section}</component>" for section in sections)
    whole = f"<component><structuredBody>{body}</structuredBody></component>"
    return f'<ClinicalDocument xmlns="urn:hl7-org:v3" {more}>{whole}</ClinicalDocument>'.encode()


def section(narrative: str = "", *, title: str = "Conclusion", entries: str = "", inner: str = "") -> str:
    """Write one section."""
    text = f"<text>{narrative}</text>" if narrative else ""
    return f"<section><title>{title}</title>{text}{entries}{inner}</section>"


def media(name: str, content: bytes, content_type: str = "image/png") -> str:
    """Write an entry that holds a file."""
    packed = base64.b64encode(content).decode()
    value = f'<value mediaType="{content_type}" representation="B64">{packed}</value>'
    return f'<entry><observationMedia ID="{name}">{value}</observationMedia></entry>'


def shown(content: bytes) -> Preview:
    """Describe a document that must come out as HTML, and check that nothing in it can act."""
    preview = describe(CDA, content)
    assert preview.refusal is None
    assert preview.kind == Kind.HTML
    check_harmless(str(preview.html))
    return preview


def html_of(narrative: str) -> str:
    """Show one narrative; give what comes out after its title."""
    html = str(shown(document(section(narrative))).html)
    return html.removeprefix('<div class="recit"><h3>Conclusion</h3>').removesuffix("</div>")


def check_harmless(html: str) -> None:
    """Read it as a browser does: valid HTML, nothing but what is on the white list, no way out."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    for element in parser.parseFragment(html).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in ELEMENTS, element.tag
        check_attributes(element)


def check_attributes(element: "ET.Element") -> None:
    """Check the attributes of one element, by name and by what they may say."""
    for name, value in element.attrib.items():
        assert name in ATTRIBUTES, name
        if name == "href":
            assert value.startswith(("#recit-", "#note-", "page/")), value
        if name == "src":
            assert value.removeprefix("page/").isdigit(), value
        if name == "class":
            assert value in CLASSES, value
        if name == "id":
            assert value.startswith(("recit-", "note-")), value
        if name in {"colspan", "rowspan"}:
            assert 1 < int(value) <= 60, value
