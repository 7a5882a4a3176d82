"""Many patterns at once: every aligned group of four bytes is looked up, and only a known one is compared."""

import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_GRAM: Final = 4
_BLOCK: Final = 1024
_LONG: Final = 2 * _GRAM - 1  # so long that wherever it begins, it covers one whole group
_STREAM: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_INFLATED_MAX: Final = 1 << 21
_INFLATED_MIN: Final = 12  # random bytes often give a few letters before they fail
_FEED: Final = 1 << 18


class Hit(NamedTuple):
    """A pattern found at an offset; `inside` says that it was in a compressed stream that begins there."""

    pattern: bytes
    offset: int
    inside: bool


class Searcher:
    """A set of patterns, ready to be searched for."""

    def __init__(self, patterns: Iterable[bytes]) -> None:
        every = set(patterns)
        self._short = re.compile(b"|".join(map(re.escape, sorted(p for p in every if len(p) < _LONG))) or rb"(?!)")
        self._grams: dict[int, list[tuple[int, bytes]]] = {}
        for pattern in every:
            if len(pattern) >= _LONG:
                for shift in range(_GRAM):
                    group = int.from_bytes(pattern[shift : shift + _GRAM], sys.byteorder)
                    self._grams.setdefault(group, []).append((shift, pattern))
        self._known = frozenset(self._grams)

    def search(self, data: bytes) -> Iterator[Hit]:
        """Find every pattern, in the bytes and in the compressed streams that begin in them."""
        for pattern, offset in self._plain(data):
            yield Hit(pattern, offset, inside=False)
        for match in _STREAM.finditer(data):
            inflated = inflate(data[match.start() : match.start() + _FEED])
            if len(inflated) >= _INFLATED_MIN:
                for pattern in {found for found, _ in self._plain(inflated)}:
                    yield Hit(pattern, match.start(), inside=True)

    def _plain(self, data: bytes) -> Iterator[tuple[bytes, int]]:
        groups = memoryview(data)[: len(data) - len(data) % _GRAM].cast("I")
        for first in range(0, len(groups), _BLOCK):
            block = groups[first : first + _BLOCK]
            if not self._known.isdisjoint(block):  # five times faster than looking at each, and most have none
                yield from self._block(data, first, block)
        for match in self._short.finditer(data):
            yield match.group(), match.start()

    def _block(self, data: bytes, first: int, block: "memoryview[int]") -> Iterator[tuple[bytes, int]]:
        for number, group in enumerate(block, first):
            for shift, pattern in self._grams.get(group, ()):
                start = number * _GRAM - shift
                if start >= 0 and data.startswith(pattern, start):
                    yield pattern, start


def inflate(data: bytes) -> bytes:
    """Inflate as much as a zlib or gzip stream gives before it ends or fails."""
    engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    pieces: list[bytes] = []
    total = 0
    for start in range(0, len(data), 1024):
        try:
            piece = engine.decompress(data[start : start + 1024], _INFLATED_MAX - total)
        except zlib.error:
            break
        pieces.append(piece)
        total += len(piece)
        if engine.eof or total >= _INFLATED_MAX:
            break
    return b"".join(pieces)
