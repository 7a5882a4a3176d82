"""What is fuzzed: each parser takes any bytes and either reads them or refuses with one of the house's own errors.

What was read must hold: an id is written back as it came, a date is one that can be written, words can be stored.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Final

from ens.fhir.kinds import Piece
from ens.formats.cda import extract_body, read_cda, read_patient
from ens.gate.changes import Context
from ens.kernel import clock, identifiers
from ens.kernel.errors import HouseError
from ens.kernel.identifiers import INS_OIDS, Ins
from ens.records.lots import BINARY, DOCUMENT, check_patient, compose
from tests.fuzz import doorstep


def read_document(data: bytes) -> None:
    """Read a CDA header, whom it is about and what is in it, then file it as a deposit does."""
    _unless_refused(lambda: check_patient(read_patient(data), doorstep.IDENTITY))
    _unless_refused(lambda: extract_body(data))
    _unless_refused(lambda: _header(data))
    _unless_refused(lambda: _file(data))


def _header(data: bytes) -> None:
    header = read_cda(data)
    json.dumps(asdict(header), ensure_ascii=False).encode()
    for moment in (header.date, header.service_start, header.service_end):
        if moment is not None:
            clock.instant(moment)


def _file(data: bytes) -> None:
    """Compose the deposit of a document about which nothing is stated but its file."""
    item = b"0123456789"
    file, public = f"{BINARY}/{doorstep.public(BINARY)}", doorstep.public(DOCUMENT)
    sheet = {"resourceType": DOCUMENT, "status": "current", "content": [{"attachment": {"url": file}}]}
    pieces = [
        Piece(DOCUMENT, item, public, sheet),
        Piece(BINARY, item[::-1], doorstep.public(BINARY), {"resourceType": BINARY}, content=data),
    ]
    doorstep.check(compose(pieces, Context(doorstep.SPACE, doorstep.HOSPITAL, lambda: None, None, 0)))


def read_names(data: bytes) -> None:
    """Read a text as a public id, as every national identifier and as an address."""
    text = data.decode("utf-8", "surrogateescape")
    place = doorstep.CODEC.decode(text)
    if place is not None and doorstep.CODEC.encode(*place) != text:
        raise AssertionError(text)
    identifiers.mask(text)
    system, value = identifiers.split_token(text)
    for oid in (*INS_OIDS, system):
        _unless_refused(partial(_number, oid, value))
    _unless_refused(lambda: identifiers.parse_rpps(identifiers.parse_rpps(text).national))
    _unless_refused(lambda: identifiers.parse_finess(identifiers.parse_finess(text).national))
    _unless_refused(lambda: identifiers.parse_mss_address(identifiers.parse_mss_address(text).text))
    _unless_refused(lambda: identifiers.parse_token(text))


def _number(oid: str, value: str) -> None:
    found = identifiers.parse_ins(oid, value)
    if identifiers.parse_token(found.token) != Ins(value, oid):
        raise AssertionError(value)
    identifiers.parse_mss_address(found.patient_address)


def read_bundle(data: bytes) -> None:
    """Read a message as the door does, up to what would be sealed."""
    _unless_refused(lambda: doorstep.send(data))


def _unless_refused(read: Callable[[], object]) -> None:
    try:
        read()
    except HouseError:
        return


PARSERS: Final[dict[str, Callable[[bytes], None]]] = {
    "cda": read_document,
    "ids": read_names,
    "bundles": read_bundle,
}
LONGEST: Final = {"cda": 65_536, "ids": 300, "bundles": 32_768}
