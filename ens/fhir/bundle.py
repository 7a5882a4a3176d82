"""Bundles put together from bytes, without reading them again (https://hl7.org/fhir/R4/bundle.html)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ens.fhir.parse import Resource, write

Mode = Literal["match", "include", "outcome"]
SUBSETTED: Final[Resource] = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
MANDATORY: Final = frozenset({"resourceType", "id", "meta"})
# Elements that the specification marks as part of the summary, with those that a resource cannot do without.
SUMMARY: Final[dict[str, frozenset[str]]] = {
    "DocumentReference": frozenset(
        {
            "masterIdentifier",
            "identifier",
            "status",
            "docStatus",
            "type",
            "category",
            "subject",
            "date",
            "author",
            "relatesTo",
            "description",
            "securityLabel",
            "content",
        }
    ),
    "List": frozenset({"identifier", "status", "mode", "title", "code", "subject", "encounter", "date", "source"}),
    "Binary": frozenset({"contentType", "securityContext"}),
}
# What a resource cannot do without, whatever elements are asked for.
REQUIRED: Final[dict[str, frozenset[str]]] = {
    "DocumentReference": frozenset({"status", "content"}),
    "List": frozenset({"status", "mode"}),
    "Binary": frozenset({"contentType"}),
}


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One line of a history: what happened, and the resource as it was (None: deleted)."""

    full_url: str
    method: str
    url: str
    status: str
    etag: str
    modified: str
    resource: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What became of one entry of a batch or transaction."""

    status: str
    location: str = ""
    etag: str = ""
    modified: str = ""
    outcome: bytes | None = None
    resource: bytes | None = None
    full_url: str = ""


def searchset(
    base_url: str,
    self_link: str,
    entries: Iterable[tuple[str, bytes, Mode]],
    total: int | None,
    next_link: str | None = None,
) -> bytes:
    """Assemble the answer to a search; each entry is its address (absolute or below `base_url`), bytes and mode."""
    lines = [
        b"{%b%b,%b}"
        % (
            _member(b"fullUrl", _absolute(base_url, address)) + b"," if address else b"",
            b'"resource":' + resource,
            b'"search":{"mode":"%b"}' % mode.encode(),
        )
        for address, resource, mode in entries
    ]
    return _bundle(b"searchset", total, _links(self_link, next_link), lines)


def opening(self_link: str, total: int) -> bytes:
    """Begin a searchset whose lines follow one by one; `]}` ends it."""
    return b'{"resourceType":"Bundle","type":"searchset","total":%d,"link":[%b],"entry":[' % (
        total,
        _links(self_link, None),
    )


def assembled(self_link: str, lines: list[bytes], next_link: str | None) -> bytes:
    """Put a searchset together from lines that are written already."""
    return _bundle(b"searchset", None, _links(self_link, next_link), lines)


def history(
    base_url: str, self_link: str, versions: Iterable[PastVersion], total: int | None, next_link: str | None = None
) -> bytes:
    """Assemble the answer to a history, newest version first as given."""
    lines = []
    for one in versions:
        parts = [_member(b"fullUrl", _absolute(base_url, one.full_url))]
        if one.resource is not None:
            parts.append(b'"resource":' + one.resource)
        parts.append(b'"request":' + write({"method": one.method, "url": one.url}))
        response = {"status": one.status, "etag": one.etag, "lastModified": one.modified}
        parts.append(b'"response":' + write(response))
        lines.append(b"{" + b",".join(parts) + b"}")
    return _bundle(b"history", total, _links(self_link, next_link), lines)


def responses(kind: Literal["transaction-response", "batch-response"], entries: Iterable[Response]) -> bytes:
    """Assemble the answer to a transaction or batch, in the order of the request."""
    return _bundle(kind.encode(), None, b"", [_response(entry) for entry in entries])


def elements(resource: Resource, names: Sequence[str]) -> Resource:
    """Keep the named elements and those that the type cannot do without; marked SUBSETTED."""
    kept = MANDATORY | REQUIRED.get(str(resource.get("resourceType")), frozenset()) | frozenset(names)
    return _subset(resource, kept)


def summarise(resource: Resource, summary: str) -> Resource:
    """Apply `_summary`: `true`, `text` or `data`; any other value gives the resource itself."""
    kind = str(resource.get("resourceType"))
    if summary == "true" and kind in SUMMARY:
        return _subset(resource, MANDATORY | SUMMARY[kind])
    if summary == "text":
        return _subset(resource, MANDATORY | REQUIRED.get(kind, frozenset()) | {"text"})
    if summary == "data":
        return _subset(resource, resource.keys() - {"text"})
    return resource


def _subset(resource: Resource, kept: Iterable[str]) -> Resource:
    names = set(kept)
    result = {key: value for key, value in resource.items() if key.removeprefix("_") in names}
    meta = resource.get("meta", {})
    result["meta"] = {**meta, "tag": [*meta.get("tag", []), SUBSETTED]}
    return result


def _response(entry: Response) -> bytes:
    told = {"status": entry.status, "location": entry.location, "etag": entry.etag, "lastModified": entry.modified}
    response = write({name: value for name, value in told.items() if value})
    if entry.outcome is not None:
        response = response[:-1] + b',"outcome":' + entry.outcome + b"}"
    parts = [_member(b"fullUrl", entry.full_url)] if entry.full_url else []
    if entry.resource is not None:
        parts.append(b'"resource":' + entry.resource)
    return b"{" + b",".join([*parts, b'"response":' + response]) + b"}"


def _bundle(kind: bytes, total: int | None, links: bytes, lines: list[bytes]) -> bytes:
    parts = [b'{"resourceType":"Bundle","type":"%b"' % kind]
    if total is not None:
        parts.append(b'"total":%d' % total)
    if links:
        parts.append(b'"link":[' + links + b"]")
    if lines:  # FHIR knows no empty array
        parts.append(b'"entry":[' + b",".join(lines) + b"]")
    return b",".join(parts) + b"}"


def _links(self_link: str, next_link: str | None) -> bytes:
    links = [("self", self_link)] + ([("next", next_link)] if next_link else [])
    return b",".join(write({"relation": relation, "url": url}) for relation, url in links)


def _absolute(base_url: str, address: str) -> str:
    return address if ":" in address else f"{base_url.rstrip('/')}/{address}"


def _member(name: bytes, value: str) -> bytes:
    return b'"' + name + b'":' + write(value)
