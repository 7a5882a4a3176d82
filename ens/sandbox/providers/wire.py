"""The little of HTTP that a stand-in needs: a request read from WSGI, an answer given to it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

_BODY_LIMIT: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One request, its form or query as plain text by name (the first value of each)."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    body: bytes = b""
    status: HTTPStatus = HTTPStatus.OK
    kind: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())

    def give(self, start: StartResponse) -> Iterable[bytes]:
        """Hand it to the server."""
        length = [("Content-Type", self.kind), ("Content-Length", str(len(self.body)))]
        start(f"{self.status.value} {self.status.phrase}", [*length, *self.headers])
        return [self.body]


def read(environ: WSGIEnvironment) -> Request:
    """Read a request; a body beyond the limit is cut, and so will not be understood."""
    length = environ.get("CONTENT_LENGTH") or "0"
    body = environ["wsgi.input"].read(min(int(length) if length.isdecimal() else 0, _BODY_LIMIT))
    is_form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    headers = {name[5:].lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    cookies = {name: morsel.value for name, morsel in SimpleCookie(environ.get("HTTP_COOKIE", "")).items()}
    return Request(
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", "/"),
        _pairs(environ.get("QUERY_STRING", "")),
        _pairs(body.decode("utf-8", "replace")) if is_form else {},
        headers,
        cookies,
        body,
    )


def _pairs(text: str) -> dict[str, str]:
    return dict(reversed(parse_qsl(text, keep_blank_values=True)))


def as_json(content: Any, status: HTTPStatus = HTTPStatus.OK, **headers: str) -> Answer:  # noqa: ANN401  any JSON
    """Answer with JSON that nobody keeps, unless a header says so."""
    given = {"Cache-Control": "no-store", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Answer(json.dumps(content).encode(), status, "application/json", tuple(given.items()))


def refusal(error: str, description: str = "", status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Answer:
    """Refuse as RFC 6749 section 5.2 says it."""
    return as_json({"error": error, "error_description": description or error}, status)


def go_to(address: str, parameters: Mapping[str, str], *headers: tuple[str, str]) -> Answer:
    """Send the browser somewhere, with parameters."""
    joined = f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}" if parameters else address
    return Answer(b"", HTTPStatus.SEE_OTHER, headers=(("Location", joined), ("Cache-Control", "no-store"), *headers))
