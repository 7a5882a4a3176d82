"""Finds the files inside a CDA document: the whole body (level 1), or what its sections show (level 3)."""

import base64
import binascii
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ens.formats.preview.clinical.xml import HL7, NS, Element
from ens.formats.preview.kinds import UNKNOWN, recognise
from ens.formats.sniff import TEXT

FILES: Final = 20


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file within a document; `names` are the IDs under which narratives show it."""

    content_type: str
    content: bytes
    names: frozenset[str] = frozenset()


def find_body(root: Element) -> InnerFile | None:
    """Take the file that is the body of a level 1 document; None when the body is structured."""
    text = root.find("h:component/h:nonXMLBody/h:text", NS)
    return None if text is None else _take(text, frozenset())


def list_media(root: Element) -> list[InnerFile]:
    """List the files that sections show (observationMedia), in the order of the document."""
    found = []
    for media in islice(root.iter(HL7 + "observationMedia"), FILES):
        value = media.find("h:value", NS)
        regions = [above.get("ID", "") for above in media.iterancestors(HL7 + "regionOfInterest")]
        if value is not None:
            found.append(_take(value, frozenset({media.get("ID", ""), *regions} - {""})))
    return found


def _take(element: Element, names: frozenset[str]) -> InnerFile:
    """Read what an ED value holds; its bytes say what it is, and only for text what is declared counts."""
    written = "".join(str(piece) for piece in element.itertext())
    content = written.encode()
    if element.get("representation") == "B64":
        try:
            content = base64.b64decode("".join(written.split()), validate=True)
        except binascii.Error:
            return InnerFile(UNKNOWN, content, names)
    return InnerFile(recognise(content, element.get("mediaType", TEXT)), content, names)
