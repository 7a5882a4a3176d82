"""Short ways through a CDA document."""

from typing import Final

from lxml import etree

Element = etree._Element  # noqa: SLF001  its only name in the type stubs
HL7: Final = "{urn:hl7-org:v3}"
NS: Final = {"h": "urn:hl7-org:v3"}


def local(element: Element) -> str:
    """Tell the name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element | None, path: str, name: str) -> str:
    """Read an attribute of a descendant, or nothing."""
    found = None if element is None else element.find(path, NS)
    return "" if found is None else found.get(name, "").strip()


def spoken(element: Element | None) -> str:
    """Give all the words of an element, on one line."""
    return "" if element is None else " ".join("".join(str(piece) for piece in element.itertext()).split())
