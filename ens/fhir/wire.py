"""One request of a program as WSGI gives it (PEP 3333): method, headers, query, and a body within its limits."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import Any, Final

from ens.fhir.call import BODY_LIMIT
from ens.kernel.errors import Malformed, TooLarge, Unavailable

_LARGE: Final = 1_000_000
_LARGE_AT_ONCE: Final = threading.BoundedSemaphore(4)  # of one process: memory stays bounded
_LARGE_OR_NEXT: Final = threading.BoundedSemaphore(12)  # with those who wait their turn
_WAIT_SECONDS: Final = 10.0
_SMALL_ROOM: Final = nullcontext()
_BODILESS: Final = frozenset({"GET", "HEAD", "DELETE"})


class Wire:
    """What came in, read where WSGI puts it: Django's own request makes copies that nobody here asks for."""

    __slots__ = ("_environ", "method", "query")

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        self.query: str = environ.get("QUERY_STRING", "")

    def header(self, name: str) -> str:
        """Give a header, empty when it was not sent."""
        return str(self._environ.get(_key(name), ""))

    def body(self) -> bytes:
        """Read the body, inside `room`; some methods have none."""
        if self.method in _BODILESS:
            return b""
        if self._in_chunks() and "json" not in self.header("Content-Type").lower():
            # The server takes a broken line for the end of the chunks, which only JSON tells apart from its own end.
            raise Malformed("La longueur du fichier manque (Content-Length).")
        length = BODY_LIMIT + 1 if self._in_chunks() else self._length()
        body: bytes = self._environ["wsgi.input"].read(length) if length else b""
        if len(body) > BODY_LIMIT:
            raise _too_large()
        return body

    def room(self) -> AbstractContextManager[None]:
        """Take few large bodies at a time; `Unavailable` when there is no room for one soon."""
        length = _LARGE + 1 if self._in_chunks() else self._length()
        if length > BODY_LIMIT:
            raise _too_large()
        return _large_room() if length > _LARGE else _SMALL_ROOM

    def _length(self) -> int:
        try:
            return max(0, int(self.header("Content-Length") or 0))
        except ValueError as error:
            raise Malformed from error

    def _in_chunks(self) -> bool:
        """Say whether the length of a body shows only at its end (RFC 9112 section 7.1)."""
        return not self.header("Content-Length") and bool(self.header("Transfer-Encoding"))


@contextmanager
def _large_room() -> Iterator[None]:
    with _turn(_LARGE_OR_NEXT, 0), _turn(_LARGE_AT_ONCE, _WAIT_SECONDS):
        yield


@contextmanager
def _turn(places: threading.BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=seconds):
        raise Unavailable(retry_after=5)
    try:
        yield
    finally:
        places.release()


@cache
def _key(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"


def _too_large() -> TooLarge:
    return TooLarge(f"Le message est trop grand ({BODY_LIMIT // 1_000_000} Mo au plus).")
