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
    pieces: list[str | None] = []
    for event, each in etree.iterwalk(element, ("start", "end")) if element is not None else ():
        if event == "start":
            pieces += [" " if each.tag == HL7 + "br" else "", each.text]
        elif each is not element:
            pieces.append(each.tail)
    return " ".join("".join(piece or "" for piece in pieces).split())
