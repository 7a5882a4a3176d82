"""One connection to the house with one token."""

import http.client
from typing import Final

from bench.synthea.house import PORT

_TIMEOUT: Final = 120.0
_HEADERS: Final = {"Content-Type": "application/fhir+json", "Accept": "*/*", "Prefer": "return=minimal"}


class Client:
    """Sends requests one after the other; anything but 200 stops the run with what was said."""

    def __init__(self, token: str, port: int = PORT) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
        self._headers = {"Authorization": f"Bearer {token}", **_HEADERS}

    def post(self, body: bytes) -> bytes:
        """Send a Bundle."""
        return self._ask("POST", "/fhir", body)

    def get(self, path: str) -> bytes:
        """Read an address below `/fhir`."""
        return self._ask("GET", f"/fhir/{path.replace('|', '%7C')}", None)

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        self._wire.request(method, path, body, self._headers)
        answer = self._wire.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{method} {path[:80]}: {answer.status} {content[:2000].decode('utf-8', 'replace')}")
        return content
