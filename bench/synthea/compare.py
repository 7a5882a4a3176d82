"""Whether what came back is what was sent: every element, the digits of numbers, the targets of references.

What the house adds is named here, and nothing else may differ: its own id, version and time; the national number on top
of a Patient's; a document's file taken out of its JSON, with its size and hash, and its type without parameters.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

Resource = dict[str, Any]
FILE: Final = frozenset({"hash", "size", "url"})
_STAMPS: Final = frozenset({"versionId", "lastUpdated"})


def differences(sent: Resource, got: Resource, links: Mapping[str, str]) -> list[str]:
    """List the places where a resource that came back is not the one that was sent, at most ten."""
    found: list[str] = []
    expected, actual = _told(sent), _told(got)
    if sent["resourceType"] == "DocumentReference":
        _set_file_apart(expected, actual, found)
    _compare(expected, actual, sent["resourceType"], (links, found))
    return found[:10]


def _told(resource: Resource) -> Resource:
    """Leave out what the house writes itself."""
    meta = {key: value for key, value in resource.get("meta", {}).items() if key not in _STAMPS}
    rest = {key: value for key, value in resource.items() if key not in {"id", "meta"}}
    return rest | ({"meta": meta} if meta else {})


def _set_file_apart(expected: Resource, actual: Resource, found: list[str]) -> None:
    """Take a document's file out of the comparison: its bytes must be gone from here, and an address be there."""
    sent, got = expected["content"][0]["attachment"], actual["content"][0]["attachment"]
    if "data" in got or not got.get("url", "").startswith("Binary/"):
        found.append("content[0].attachment")
    _replace(expected, {key: _plain(key, value) for key, value in sent.items() if key != "data"})
    _replace(actual, {key: value for key, value in got.items() if key not in FILE or key in sent})


def _plain(key: str, value: object) -> object:
    """Write a content type without its parameters, as the house keeps it."""
    return str(value).partition(";")[0] if key == "contentType" else value


def _replace(document: Resource, attachment: Resource) -> None:
    document["content"] = [{**document["content"][0], "attachment": attachment}, *document["content"][1:]]


def _compare(sent: object, got: object, place: str, kept: tuple[Mapping[str, str], list[str]]) -> None:
    links, found = kept
    if isinstance(sent, dict) and isinstance(got, dict):
        for key in sent.keys() | got.keys():
            if key not in sent or key not in got:
                found.append(f"{place}.{key}")
            elif key == "reference":
                if links.get(sent[key], sent[key]) != got[key]:
                    found.append(f"{place}.reference: {sent[key]} became {got[key]}")
            else:
                _compare(sent[key], got[key], f"{place}.{key}", kept)
    elif isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        for index, (one, other) in enumerate(zip(sent, got, strict=True)):
            _compare(one, other, f"{place}[{index}]", kept)
    elif not _same(sent, got):
        found.append(f"{place}: {sent!r} became {got!r}")


def _same(sent: object, got: object) -> bool:
    if isinstance(sent, Decimal) and isinstance(got, Decimal):
        return sent.as_tuple() == got.as_tuple()
    return type(sent) is type(got) and sent == got
