"""Writes the body of a CDA document: a PDF inside (level 1), or sections with narrative text and tables (level 3)."""

import base64
from collections.abc import Callable
from typing import Any, Final

from lxml import etree

from ens.sandbox.documents.cda_header import write_header
from ens.sandbox.documents.elements import element
from ens.sandbox.documents.pdf import write_pdf
from ens.sandbox.documents.story import Story

_LINE: Final = 76
_FIRST_SECTION = "Document"


def write_cda(story: Story) -> bytes:
    """Write one story as CDA of the level that it asks for (`cda1` or `cda3`)."""
    root = write_header(story)
    body = _write_file(story) if story.form == "cda1" else _write_sections(story)
    root.append(element("component", body))
    etree.indent(root, space="\t")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _write_file(story: Story) -> etree._Element:
    packed = base64.b64encode(write_pdf(story)).decode()
    lines = "\n".join(packed[start : start + _LINE] for start in range(0, len(packed), _LINE))
    return element("nonXMLBody", element("text", lines, mediaType="application/pdf", representation="B64"))


def _write_sections(story: Story) -> etree._Element:
    """Cut the blocks into sections at their headings."""
    body = element(
        "structuredBody",
    )
    text: etree._Element | None = None
    for block in story.blocks:
        if block["kind"] == "heading" or text is None:
            text = element(
                "text",
            )
            title = block["text"] if block["kind"] == "heading" else story.subtitle or _FIRST_SECTION
            body.append(element("component", element("section", element("title", title), text)))
        if block["kind"] != "heading":
            text.extend(_WRITERS[block["kind"]](block))
    return body


def _write_text(block: dict[str, Any]) -> list[etree._Element]:
    return [element("paragraph", block["text"])]


def _write_list(block: dict[str, Any]) -> list[etree._Element]:
    return [element("list", *(element("item", item) for item in block["items"]))]


def _write_notice(block: dict[str, Any]) -> list[etree._Element]:
    title = f"{block['title']} : " if "title" in block else ""
    return [element("paragraph", element("content", title + block["text"], styleCode="Bold"))]


def _write_medicines(block: dict[str, Any]) -> list[etree._Element]:
    items = []
    for medicine in block["items"]:
        item = element("item", element("content", medicine["name"], styleCode="Bold"))
        item[-1].tail = " : " + ". ".join(part for part in (medicine["dose"], medicine.get("note")) if part)
        items.append(item)
    return [element("list", *items, listType="ordered")]


def _write_table(block: dict[str, Any]) -> list[etree._Element]:
    return [_build_table(block["columns"], block["rows"])]


def _write_facts(block: dict[str, Any]) -> list[etree._Element]:
    return [_build_table([], block["rows"])]


def _write_chart(block: dict[str, Any]) -> list[etree._Element]:
    rows = [[label, shown] for label, shown in zip(block["labels"], block["shown"], strict=True)]
    return [element("paragraph", block["caption"]), _build_table(["Date", "Valeur"], rows)]


_WRITERS: dict[str, Callable[[dict[str, Any]], list[etree._Element]]] = {
    "text": _write_text,
    "list": _write_list,
    "notice": _write_notice,
    "medicines": _write_medicines,
    "table": _write_table,
    "facts": _write_facts,
    "chart": _write_chart,
}


def _build_table(columns: list[str], rows: list[list[str]]) -> etree._Element:
    table = element("table", border="1", width="100%")
    if columns:
        table.append(element("thead", element("tr", *(element("th", column) for column in columns))))
    table.append(element("tbody", *(element("tr", *(_build_cell(value) for value in row)) for row in rows)))
    return table


def _build_cell(value: str) -> etree._Element:
    if value.startswith("! "):
        return element("td", element("content", value.removeprefix("! "), styleCode="Bold"))
    return element("td", value)
