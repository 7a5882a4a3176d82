"""A program at the FHIR door: its requests go through the real view, without a socket."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from ens.fhir.media import FHIR_JSON


class Software:
    """One program with its token."""

    def __init__(self, token: str) -> None:
        self.client = Client(HTTP_HOST="127.0.0.1", HTTP_AUTHORIZATION=f"Bearer {token}")

    def call(
        self,
        method: str,
        path: str,
        body: object = b"",
        headers: Mapping[str, str] | None = None,
        kind: str = FHIR_JSON,
    ) -> HttpResponseBase:
        """Send a request; anything but bytes goes as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer: HttpResponseBase = self.client.generic(
            method, f"/fhir/{path}", content, content_type=kind, headers=dict(headers or {})
        )
        return answer

    def json(self, method: str, path: str, body: object = b"", **options: Any) -> Any:
        """Send a request that must be carried out, and read what comes back."""
        answer = self.call(method, path, body, **options)
        assert answer.status_code < 300, bytes_of(answer)
        return json.loads(bytes_of(answer))


def bytes_of(answer: HttpResponseBase) -> bytes:
    """Read the whole body of an answer, streamed or not."""
    return answer.content if isinstance(answer, HttpResponse) else b"".join(answer)
