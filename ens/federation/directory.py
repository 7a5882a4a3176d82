"""Loading the national directory: a file or an address, streamed, heap by heap; a wrong line stops nothing."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import httpx

from ens.federation import extraction
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.errors import Conflict, Invalid, Malformed, Unavailable
from ens.registry import loads
from ens.registry.loads import Line, Load

HEAP: Final = 1_000  # lines written at once
BYTES: Final = 4_000_000_000
WRONG: Final = 10_000  # lines
SHARE: Final = 2  # a load that names less than one in so many of those known is not believed
_SECONDS: Final = 30.0
_OK: Final = 200


class Report(NamedTuple):
    """What a load did: lines read, professionals named, lines left out, those that vanished, wrong lines by number."""

    lines: int
    professionals: int
    others: int
    vanished: int
    wrong: tuple[int, ...]


def load(pieces: Iterable[bytes], tell: Callable[[int], None] = lambda _: None, *, believe: bool = False) -> Report:
    """Load an extraction; `believe` accepts one that names far fewer people than are known.

    Raises `Malformed` for a file that is none, `Conflict` for one that looks cut: nobody is put out by either.
    """
    lines = extraction.split_lines(pieces)
    places = extraction.read_header(next(lines, ""))
    begun = loads.begin(database(), clock.now_us() // 1_000_000)
    tally = _Tally()
    read = (found for found in (tally.read(places, line) for line in lines) if found is not None)
    while heap := list(islice(read, HEAP)):
        loads.save(database(), begun, heap)
        tell(tally.lines)
    named = loads.count(database(), begun)
    if named * SHARE < begun.live and not believe:
        raise Conflict(f"The extraction names {named} professionals where {begun.live} are known: nobody was put out.")
    return _finish(begun, tally, named)


def _finish(begun: Load, tally: "_Tally", named: int) -> Report:
    vanished = loads.finish(database(), begun) if named else 0
    return Report(tally.lines, named, tally.others, vanished, tuple(tally.wrong))


class _Tally:
    """Counts what is read."""

    def __init__(self) -> None:
        self.lines = 0
        self.others = 0
        self.wrong: list[int] = []

    def read(self, places: dict[str, int], line: str) -> Line | None:
        """Read a line, and count it as what it is."""
        self.lines += 1
        try:
            found = extraction.read_line(places, line)
        except Invalid:
            self.wrong.append(self.lines + 1)  # the header is the first
            if len(self.wrong) > WRONG:
                raise Malformed(f"More than {WRONG:,} lines are wrong: this is no extraction.") from None
            return None
        self.others += found is None
        return found


def is_old(hours: int) -> bool:
    """Say whether the last load began so many hours ago, or never."""
    return clock.now_us() // 1_000_000 - loads.last_load(database()) > hours * 3600


def fetch(address: str) -> Iterator[bytes]:
    """Fetch an extraction, piece by piece; over https, or from this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise Malformed("The address of the extraction must begin with https.")
    count = 0
    try:
        with httpx.stream("GET", address, timeout=_SECONDS, follow_redirects=True) as response:
            if response.status_code != _OK:
                raise Unavailable(f"The directory answered {response.status_code}.")
            for piece in response.iter_bytes():
                count += len(piece)
                if count > BYTES:
                    raise Malformed("The extraction is too large.")
                yield piece
    except httpx.HTTPError as error:
        raise Unavailable(f"The directory does not answer ({type(error).__name__}).") from error
