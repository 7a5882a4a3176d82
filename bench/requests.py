"""The requests of each cell, as bytes for the wire."""

import random
import uuid
from collections.abc import Callable

from bench.cell import HOST, Cell
from bench.documents import MARK, PATIENT, provide, simplified
from bench.people import Box, People

_random = random.Random(7)  # noqa: S311  which box is asked, not a secret


def cells(people: People, when: str) -> list[Cell]:
    """List every cell of a run."""
    return [
        Cell("bare", lambda: _ask(people, "bare"), bare=True),
        Cell("bare + INSERT", lambda: _ask(people, "bare-insert"), bare=True),
        Cell("read", lambda: _ask(people, "fhir/DocumentReference")),
        *[Cell(f"list 50 of {size}", _lister(box)) for size, box in people.large.items()],
        Cell("publish 150 kB", _depositor(people, "fhir/DocumentReference", simplified(when)), 201, writes=True),
        Cell("ITI-65 150 kB", _depositor(people, "fhir", provide(when)), 200, writes=True),
    ]


def _ask(people: People, path: str) -> bytes:
    box = _random.choice(people.boxes)
    return get(f"/{path}/{_random.choice(box.documents)}", box.token)


def _lister(box: Box) -> Callable[[], bytes]:
    request = get(f"/fhir/DocumentReference?patient=Patient/{box.patient}&_count=50", box.token)
    return lambda: request


def get(path: str, token: str) -> bytes:
    """Write a GET as a client library would."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\nAccept: application/fhir+json\r\n\r\n"
    ).encode()


def _depositor(people: People, path: str, body: bytes) -> Callable[[], bytes]:
    """Give a deposit into another space each time, under an identifier of its own."""
    head = (
        f"POST /{path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {people.hospital}\r\n"
        f"Content-Type: application/fhir+json\r\nAccept: application/fhir+json\r\nPrefer: return=minimal\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    template = bytearray(head + body)
    marks, patients = _places(template, MARK.encode()), _places(template, PATIENT.encode())

    def following() -> bytes:
        mark, patient = str(uuid.uuid4()).encode(), _random.choice(people.boxes).patient.encode()
        for place in marks:
            template[place : place + len(mark)] = mark
        for place in patients:
            template[place : place + len(patient)] = patient
        return bytes(template)

    return following


def _places(text: bytes | bytearray, word: bytes) -> list[int]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + 1)
    return found
