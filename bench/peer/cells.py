"""The cells: what is asked again and again, about one patient after the other."""

import json
import random
from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

from bench.cell import Cell
from bench.peer.people import FHIR_JSON, Patient, Resource, Server

FILE_BYTES: Final = 100_000
_random = random.Random(11)  # noqa: S311  which patient is asked about, not a secret
_numbers = count(1)


def cells(server: Server, people: Sequence[Patient], files: Sequence[str]) -> list[Cell]:
    """List the cells; `files` are the ids of Binaries that stand there to be read.

    Half of the patients are written to, and the others asked about: what was created must not be found by searches.
    """
    written, asked = people[::2], people[1::2]

    def get(path: Callable[[Patient], str]) -> Callable[[], bytes]:
        return lambda: server.request("GET", path(_random.choice(asked)))

    return [
        Cell("create Observation", _creator(server, written), 201),
        Cell("read by id", get(lambda one: f"Observation/{_random.choice(one.observations)}")),
        Cell(
            "search patient + code", get(lambda one: _subject("Observation", one, f"code={_random.choice(one.codes)}"))
        ),
        Cell("search by date, sorted, 50", get(lambda one: _subject("Observation", one, _DATES))),
        Cell("DocumentReference by patient", get(lambda one: _subject("DocumentReference", one, "_count=50"))),
        Cell("$everything, page of 200", get(lambda one: f"Patient/{one.id}/$everything?_count=200")),
        Cell("Binary 100 kB up", _uploader(server, written), 201),
        Cell("Binary 100 kB down", lambda: server.request("GET", f"Binary/{_random.choice(files)}", Accept="*/*")),
    ]


_DATES: Final = "date=ge1990-01-01&_sort=-date&_count=50"


def _subject(kind: str, one: Patient, rest: str) -> str:
    return f"{kind}?subject=Patient/{one.id}&{rest}"


def observation(patient: str, number: int) -> Resource:
    """Write a body weight; its digits end with a zero on purpose."""
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": f"2024-{1 + number % 12:02}-{1 + number % 28:02}T10:00:00+01:00",
        "valueQuantity": {"value": 70 + number % 30, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    }


def _creator(server: Server, people: Sequence[Patient]) -> Callable[[], bytes]:
    def following() -> bytes:
        body = json.dumps(observation(_random.choice(people).id, next(_numbers))).encode()
        return server.request("POST", "Observation", body, Content_Type=FHIR_JSON)

    return following


def pdf() -> bytes:
    """Write a file of 100 kB that no two clients send alike."""
    filling = _random.randbytes(FILE_BYTES - 40).hex().encode()[: FILE_BYTES - 40]
    return b"%PDF-1.4\n%" + filling + b"\n%%EOF\n"


def _uploader(server: Server, people: Sequence[Patient]) -> Callable[[], bytes]:
    kept = [pdf() for _ in range(20)]

    def following() -> bytes:
        patient = f"Patient/{_random.choice(people).id}"
        return server.request(
            "POST", "Binary", _random.choice(kept), Content_Type="application/pdf", X_Security_Context=patient
        )

    return following


def place_files(server: Server, people: Sequence[Patient]) -> list[str]:
    """Put one file of 100 kB for each patient there, to be read again."""
    found = []
    for one in people:
        headers = {"Content-Type": "application/pdf", "X-Security-Context": f"Patient/{one.id}"}
        status, answer = server.send("POST", "Binary", pdf(), headers)
        assert status == 201, answer
        found.append(answer["id"])
    return found
