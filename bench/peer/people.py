"""The patients that are asked about, and what the server holds of them, found out by asking it."""

import http.client
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

Resource = dict[str, Any]
FHIR_JSON: Final = "application/fhir+json"
_TIMEOUT: Final = 120.0


@dataclass(slots=True)
class Patient:
    """One patient: her Observations by id, and the codes that she has several of."""

    id: str
    observations: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


class Server:
    """A FHIR server at an address, asked with one token."""

    def __init__(self, base: str, token: str) -> None:
        parts = urlsplit(base)
        self.host, self.port, self.path = parts.hostname or "127.0.0.1", parts.port or 80, parts.path.rstrip("/")
        self.token = token
        self._wire = http.client.HTTPConnection(self.host, self.port, timeout=_TIMEOUT)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Resource]:
        """Send one request and read the answer."""
        return self.send(method, path, body, {"Content-Type": FHIR_JSON})

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, Resource]:
        """Send one request with headers of its own."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": FHIR_JSON, **headers}
        self._wire.request(method, f"{self.path}/{path}".rstrip("/"), body, headers)
        answer = self._wire.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content else {}

    def find(self, one: Patient, code: str) -> list[Resource]:
        """List the Observations of a patient that bear a code, one page of them."""
        found: list[Resource] = self.ask("GET", f"Observation?subject=Patient/{one.id}&code={code}")[1].get("entry", [])
        return found

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """Write a request as bytes for the wire."""
        lines = [f"{method} {self.path}/{path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        named = {"Authorization": f"Bearer {self.token}", "Accept": FHIR_JSON} | headers
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def read_people(server: Server, file: Path | None, count: int) -> list[Patient]:
    """Take the patients named in a file (`{"patients": [id…]}`), or the first ones that the server lists."""
    if file is not None:
        ids = json.loads(file.read_text())["patients"][:count]
    else:
        _, found = server.ask("GET", f"Patient?_count={count}")
        ids = [entry["resource"]["id"] for entry in found["entry"]]
    people = [_known(server, patient) for patient in ids]
    return [each for each in people if each.observations]


def _known(server: Server, patient: str) -> Patient:
    """Find out which Observations a patient has; the codes kept are those that come most often."""
    status, page = server.ask("GET", f"Observation?subject=Patient/{patient}&_count=100")
    assert status == 200, page
    found = [entry["resource"] for entry in page.get("entry", []) if entry["resource"]["resourceType"] == "Observation"]
    codes: dict[str, int] = {}
    for observation in found:
        coding = observation["code"]["coding"][0]
        word = quote(f"{coding['system']}|{coding['code']}", safe="")
        codes[word] = codes.get(word, 0) + 1
    often = sorted(codes, key=lambda word: -codes[word])[:5]
    return Patient(patient, [each["id"] for each in found], often)
