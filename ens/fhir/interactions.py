"""The interactions of FHIR on one sealed kind (https://hl7.org/fhir/R4/http.html): reading and its versions."""

from collections.abc import Iterator
from typing import Final
from wsgiref.handlers import format_date_time

import pybase64

from ens.fhir import bundle
from ens.fhir.call import Call, Reply
from ens.fhir.kinds import Kind
from ens.fhir.media import etag, wants_raw
from ens.fhir.places import place_of
from ens.gate import door
from ens.gate.door import Found
from ens.gate.house import house
from ens.kernel import clock
from ens.kernel.errors import NotFound
from ens.policy.facts import Flag

VERSIONS: Final = 100  # of one item in one answer
_THREE: Final = 3 * 65_536  # base64 is written in whole groups of three bytes


def read(call: Call, kind: Kind, public: str) -> Reply:
    """Read the current version of a resource; a Binary goes out as its own bytes unless FHIR JSON is asked for."""
    space, item = place_of(public)
    return present(call, door.read(call.visit, space, item, kind.name))


def vread(call: Call, kind: Kind, public: str, version: str) -> Reply:
    """Read one version of a resource."""
    if not version.isdecimal() or len(version) > 9:
        raise NotFound
    return present(call, door.read_version(call.visit, place_of(public), kind.name, int(version)))


def present(call: Call, found: Found) -> Reply:
    """Answer with one version: bytes of the file, or the resource."""
    headers = version_headers(found.version, found.header.updated)
    if found.blob is None:
        return Reply(200, found.resource, headers=headers)
    if wants_raw(call.accept, found.header.content_type, call.param("_format")):
        headers |= {
            "Content-Length": str(found.blob.size),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Content-Disposition": "attachment",
        }
        return Reply(200, door.stream(found), found.header.content_type, headers)
    return Reply(200, _with_data(found), headers=headers)


def _with_data(found: Found) -> Iterator[bytes]:
    """Write a Binary as FHIR JSON, its content as base64 in pieces."""
    yield found.resource[:-1] + b',"data":"'
    rest = b""
    for piece in door.stream(found):
        whole = rest + piece
        cut = len(whole) - len(whole) % _THREE
        yield pybase64.b64encode(whole[:cut])
        rest = whole[cut:]
    yield pybase64.b64encode(rest) + b'"}'


def version_headers(version: int, updated: int) -> dict[str, str]:
    """Write ETag and Last-Modified."""
    return {"ETag": etag(version), "Last-Modified": format_date_time(updated // 1_000_000)}


def history(call: Call, kind: Kind, public: str) -> Reply:
    """List the versions of a resource, newest first."""
    versions = door.list_versions(call.visit, place_of(public), kind.name, VERSIONS)
    lines = [_line(kind.name, public, found) for found in versions]
    return Reply(200, bundle.history(call.base, f"{call.base}/{call.target}", lines, len(lines)))


def _line(kind: str, public: str, found: Found) -> bundle.PastVersion:
    deleted = bool(found.header.flags & Flag.DELETED)
    method = "DELETE" if deleted else "POST" if found.version == 1 else "PUT"
    return bundle.PastVersion(
        full_url=f"{kind}/{public}",
        method=method,
        url=kind if method == "POST" else f"{kind}/{public}",
        status={"POST": "201", "PUT": "200", "DELETE": "204"}[method],
        etag=etag(found.version),
        modified=clock.instant(found.header.updated),
        resource=None if deleted else found.resource,
    )


def public_id(space: int, item: bytes) -> str:
    """Write the public id of a place."""
    return house().codec.encode(space, item)
