"""What clients send: read aside, whole or not at all, from so many clients at once and no more.

The server gives a body as it comes and takes a line that was cut for its end; a thread waits meanwhile, and only it.
"""

import threading
import time
from typing import Any, Final, Protocol

from ens.kernel.errors import Malformed, Unavailable
from ens.postgres.seats import aside

LARGE: Final = 1_000_000
LARGE_AT_ONCE: Final = 12  # of one process, until the request ends: memory stays bounded
SMALL_AT_ONCE: Final = 48  # until they are there
_RETRY_SECONDS: Final = 5

_large: Final = threading.BoundedSemaphore(LARGE_AT_ONCE)
_small: Final = threading.BoundedSemaphore(SMALL_AT_ONCE)
_awaited: Final[dict[int, float]] = {}  # by body: since when a thread waits for its next bytes


class Source(Protocol):
    """What a server gives to read from (PEP 3333, `wsgi.input`)."""

    def read(self, size: int = -1, /) -> bytes:
        """Wait for so many bytes, or for all."""
        ...

    def readline(self, size: int = -1, /) -> bytes:
        """Wait for a line."""
        ...


class Body:
    """The body of one request; `close` it at the end."""

    def __init__(self, source: Source, length: int | None) -> None:
        self._source = source
        self._left = length
        self._places = _large if length is None or length > LARGE else _small
        self._held = False

    def read(self, size: int = -1, /) -> bytes:
        """Give so many bytes, fewer at the end only."""
        return self._await(self._source.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        """Give a line, or so many bytes of it."""
        return self._await(self._source.readline, size, whole=False)

    def close(self) -> None:
        """Leave the place to another client."""
        if self._held:
            self._held = False
            self._places.release()

    def _await(self, read: Any, size: int, *, whole: bool = True) -> bytes:  # noqa: ANN401  one of the two above
        if not self._held and not self._places.acquire(blocking=False):
            raise Unavailable(retry_after=_RETRY_SECONDS)
        self._held = True
        _awaited[id(self)] = time.monotonic()
        try:
            with aside():
                data: bytes = read() if size < 0 else read(size)
        finally:
            del _awaited[id(self)]
        if self._left is not None:
            wanted = self._left if size < 0 else min(size, self._left)
            self._left -= len(data)
            if len(data) < wanted and (whole or not data):
                raise Malformed("Le message est incomplet.")
            if not self._left and self._places is _small:
                self.close()
        return data


def receive(environ: dict[str, Any]) -> Body | None:
    """Put a `Body` in the place of what a request sends, and give it; None when it sends nothing."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length in {"", "0"} and "HTTP_TRANSFER_ENCODING" not in environ:
        return None
    body = environ["wsgi.input"] = Body(environ["wsgi.input"], int(length) if length.isdecimal() else None)
    return body


def awaited_since() -> float | None:
    """Tell since when the most patient thread of this process waits for a client, by the monotonic clock."""
    return min(tuple(_awaited.values()), default=None)
