"""Writes a story as plain text, as small practices still do."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from ens.sandbox.documents.story import Story, write_date


def write_text(story: Story) -> bytes:
    """Write one story as UTF-8 text."""
    person, signer = story.person, story.signer
    lines = [
        story.structure.name,
        *story.structure.address.lines,
        "",
        f"{story.title}, {write_date(story.moment.date())}",
        *([story.subtitle] if story.subtitle else []),
        f"Patient : {person.name}, INS {person.identity.matricule}",
    ]
    for block in story.blocks:
        lines += ["", *_WRITERS[block["kind"]](block)]
    return "\n".join([*lines, "", f"{signer.name}, {signer.label}", ""]).encode()


def _write_sentence(block: dict[str, Any]) -> Iterator[str]:
    yield f"{block['title']} : {block['text']}" if "title" in block else block["text"]


def _write_rows(block: dict[str, Any]) -> Iterator[str]:
    for row in block["rows"]:
        yield " : ".join(row[:2]) + (f" ({row[2]})" if len(row) > 2 else "")


def _write_items(block: dict[str, Any]) -> Iterator[str]:
    for item in block["items"]:
        yield f"- {item}" if isinstance(item, str) else f"- {item['name']} : {item['dose']}"


_WRITERS: Final[dict[str, Callable[[dict[str, Any]], Iterator[str]]]] = {
    "heading": _write_sentence,
    "text": _write_sentence,
    "notice": _write_sentence,
    "table": _write_rows,
    "facts": _write_rows,
    "list": _write_items,
    "medicines": _write_items,
}
