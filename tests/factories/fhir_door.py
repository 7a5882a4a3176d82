"""Software at the FHIR door, in this very process, and the answers that it reads."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ens.fhir import endpoint

Resource = dict[str, Any]
FHIR_JSON = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    body: bytes
    headers: dict[str, str]

    def json(self) -> Resource:
        """Read the body."""
        found: Resource = json.loads(self.body)
        return found

    @property
    def resources(self) -> list[Resource]:
        """List the resources of a Bundle."""
        assert self.status == 200, self.body
        return [entry["resource"] for entry in self.json().get("entry", [])]

    @property
    def said(self) -> str:
        """Tell what was refused, in French."""
        return " ".join(issue["details"]["text"] for issue in self.json()["issue"])


@dataclass(frozen=True, slots=True)
class Door:
    """The door as one token opens it."""

    token: str

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for what stands at an address below `/fhir`."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, resource: Resource | bytes, **headers: str) -> Answer:
        """Send a resource, or the bytes of one; header names with `_` for `-`."""
        return self._ask("POST", path, _bytes(resource), headers)

    def put(self, path: str, resource: Resource | bytes, **headers: str) -> Answer:
        """Replace a resource."""
        return self._ask("PUT", path, _bytes(resource), headers)

    def delete(self, path: str) -> Answer:
        """Delete a resource."""
        return self._ask("DELETE", path, b"", {})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        named: dict[str, Any] = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        request: HttpRequest = RequestFactory().generic(
            method, f"/fhir/{path}", body, FHIR_JSON, HTTP_AUTHORIZATION=f"Bearer {self.token}", **named
        )
        response = endpoint.serve(request, path.partition("?")[0])
        whole = response.content if isinstance(response, HttpResponse) else b"".join(response)
        return Answer(response.status_code, whole, dict(response.items()))


def _bytes(resource: Resource | bytes) -> bytes:
    return resource if isinstance(resource, bytes) else json.dumps(resource).encode()
