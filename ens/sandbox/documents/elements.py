"""Builds elements of the HL7 v3 namespace."""

from typing import Final, cast

from lxml import etree

NAMESPACE: Final = "urn:hl7-org:v3"
_NAMESPACES = cast("dict[str, str]", {None: NAMESPACE})  # the stub forgets that a prefix may be None


def element(tag: str, *children: etree._Element | str, **attributes: str) -> etree._Element:
    """Make an element from its children (elements, or text that comes before them) and its attributes."""
    made = etree.Element(f"{{{NAMESPACE}}}{tag}", attributes, _NAMESPACES)
    for child in children:
        if isinstance(child, str):
            made.text = (made.text or "") + child
        else:
            made.append(child)
    return made
