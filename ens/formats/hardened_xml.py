"""Reads XML that a stranger sent: no DOCTYPE, no entity, no network, bounded depth, size and time.

The prolog is walked by hand before the parser sees anything. That walk is only sound when `<` is one byte with one
meaning, so encodings that are not supersets of ASCII (UTF-16, UTF-32, UTF-7, EBCDIC…) are refused first, and the
parser is told the encoding rather than asked to guess it.
"""

import codecs
import re
from typing import Final

from lxml import etree

from ens.kernel.errors import Malformed, TooLarge

DEFAULT_LIMIT: Final = 10_000_000  # also the longest text node that libxml2 takes without its "huge" option

_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "us-ascii",
    "ascii": "us-ascii",
    "iso-8859-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "windows-1252",
}
_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}?\?>")
_DECLARED_ENCODING = re.compile(rb"\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PROLOG = 65_536  # bytes of comments and instructions before the root: the national examples have under 2,000


def parse_xml(content: bytes, limit: int = DEFAULT_LIMIT) -> etree._Element:
    """Parse one XML document and return its root; comments and processing instructions are dropped."""
    if len(content) > limit:
        raise TooLarge("Ce document XML est trop volumineux.", ("xml-size",))
    encoding = _choose_encoding(content)
    _refuse_doctype(content)
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("Ce document XML est mal formé.", ("xml-syntax",)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("Ce document XML contient une déclaration DOCTYPE.", ("xml-doctype",))
    return root


def starts_like_xml(content: bytes) -> bool:
    """Say whether the bytes begin as XML does: an optional UTF-8 mark, spaces, then `<`."""
    return content[:200].removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def _choose_encoding(content: bytes) -> str:
    """Tell the declared encoding, UTF-8 by default; refuse those in which bytes could hide a meaning."""
    if b"\x00" in content:
        raise Malformed("Ce document XML n’est pas dans un codage accepté.", ("xml-encoding",))
    declaration = _DECLARATION.match(content.removeprefix(codecs.BOM_UTF8))
    declared = _DECLARED_ENCODING.search(declaration.group()) if declaration else None
    name = declared.group(1).decode().lower() if declared else "utf-8"
    encoding = _ENCODINGS.get(name)
    if encoding is None or (content.startswith(codecs.BOM_UTF8) and encoding != "utf-8"):
        raise Malformed("Ce document XML n’est pas dans un codage accepté.", ("xml-encoding",))
    return encoding


def _refuse_doctype(content: bytes) -> None:
    """Walk over the prolog: declarations, comments and instructions may come before the root, `<!` may not."""
    place = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    while True:
        while content[place : place + 1].isspace() and place < _PROLOG:
            place += 1
        if content.startswith(b"<?", place):
            end, width = content.find(b"?>", place + 2, _PROLOG), 2
        elif content.startswith(b"<!--", place):
            end, width = content.find(b"-->", place + 4, _PROLOG), 3
        else:
            break
        if end < 0:
            raise Malformed("Ce document XML est mal formé.", ("xml-syntax",))
        place = end + width
    if place >= _PROLOG:
        raise Malformed("Ce document XML est mal formé.", ("xml-syntax",))
    if content.startswith(b"<!", place):
        raise Malformed("Ce document XML contient une déclaration DOCTYPE.", ("xml-doctype",))
