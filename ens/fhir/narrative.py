"""The XHTML of `text.div`: basic formatting only, nothing active (https://hl7.org/fhir/R4/narrative.html, txt-1)."""

import re
from html.entities import name2codepoint
from typing import Final

from lxml import etree

from ens.fhir.issues import Issue
from ens.fhir.parse import Resource

XHTML: Final = "{http://www.w3.org/1999/xhtml}"
ELEMENTS: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "b",
        "big",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "ul",
        "var",
    ]
)
ATTRIBUTES: Final = frozenset(
    [
        "abbr",
        "accesskey",
        "align",
        "alt",
        "axis",
        "bgcolor",
        "border",
        "cellhalign",
        "cellpadding",
        "cellspacing",
        "cellvalign",
        "char",
        "charoff",
        "charset",
        "cite",
        "class",
        "colspan",
        "compact",
        "coords",
        "dir",
        "frame",
        "headers",
        "height",
        "href",
        "hreflang",
        "hspace",
        "id",
        "lang",
        "longdesc",
        "name",
        "nowrap",
        "rel",
        "rev",
        "rowspan",
        "rules",
        "scope",
        "shape",
        "span",
        "src",
        "start",
        "style",
        "summary",
        "tabindex",
        "title",
        "type",
        "valign",
        "value",
        "vspace",
        "width",
    ]
)
_ENTITY: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_ADDRESS: Final = re.compile(
    r"\s*(?:https?:|mailto:|tel:|data:image/(?:png|jpeg|gif)[;,]|[^:/?#]*(?:[/?#]|$))", re.IGNORECASE
)
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def check_narratives(resource: Resource, path: str) -> list[Issue]:
    """Find the narratives, of the resource and of those it contains, that are more than basic formatting."""
    issues = []
    contained = resource.get("contained")
    inner = enumerate(contained) if isinstance(contained, list) else ()
    for place, one in [(path, resource), *((f"{path}.contained[{index}]", item) for index, item in inner)]:
        text = one.get("text") if isinstance(one, dict) else None
        div = text.get("div") if isinstance(text, dict) else None
        if isinstance(div, str) and not is_safe(div):
            french = "Le texte mis en forme contient autre chose que de la mise en forme simple (XHTML)."
            issues.append(Issue("invariant", f"{place}.text.div", french, "Only basic XHTML formatting is allowed."))
    return issues


def is_safe(div: str) -> bool:
    """Say whether this is one well-formed XHTML div of harmless elements and attributes."""
    if "<!" in div.replace("<!--", "") or "<?" in div:
        return False
    # A parser for each text: it keeps no memory, opens no file or address, and expands no entity.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(_ENTITY.sub(_character, div).encode(), parser)
    except etree.XMLSyntaxError:
        return False
    return root.tag == f"{XHTML}div" and all(_is_harmless(element) for element in root.iter())


def _is_harmless(element: etree._Element) -> bool:
    if isinstance(element, etree._Comment):  # noqa: SLF001 (its only name in the type stubs)
        return True
    if not isinstance(element.tag, str) or element.tag.removeprefix(XHTML) not in ELEMENTS:
        return False
    for name, value in element.attrib.items():
        if name not in ATTRIBUTES and name != _XML_LANG:
            return False
        if name in ("href", "src", "cite", "longdesc") and not _ADDRESS.match(str(value)):
            return False
    return True


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name in ("amp", "lt", "gt", "quot", "apos") or name not in name2codepoint:
        return found[0]  # the parser knows the first five, and refuses the unknown
    return chr(name2codepoint[name])
