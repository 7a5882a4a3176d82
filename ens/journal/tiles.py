"""The tree as C2SP tlog-tiles: paths, contents, and proofs read from them."""

import re
from typing import Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.tree import node_hash
from ens.postgres.statements import Statement

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT
_PATH: Final = re.compile(r"(0|[1-9]\d?)/((?:x\d{3}/){0,5}\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
MAX_LEVEL: Final = 7  # 256**8 leaves do not fit a 64-bit index
_GROUP: Final = 1000

_LEAVES: Final = Statement(
    "SELECT hash FROM journal_leaf WHERE tree_index >= $1::int8 AND tree_index < $2::int8 ORDER BY tree_index"
)
_NODES: Final = Statement(
    "SELECT hash FROM journal_node WHERE level = $1::int2 AND index >= $2::int8 AND index < $3::int8 ORDER BY index"
)


class Tile(NamedTuple):
    """One tile: level, place within the level, number of hashes."""

    level: int
    place: int
    width: int = TILE_WIDTH


def write_path(tile: Tile) -> str:
    """Write the path of a tile below `tile/`."""
    groups = [f"{tile.place % _GROUP:03}"]
    rest = tile.place // _GROUP
    while rest:
        groups.append(f"x{rest % _GROUP:03}")
        rest //= _GROUP
    partial = "" if tile.width == TILE_WIDTH else f".p/{tile.width}"
    return f"{tile.level}/{'/'.join(reversed(groups))}{partial}"


def read_path(path: str) -> Tile | None:
    """Read the path of a tile; None unless it is spelled exactly as `write_path` would."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    index = int(match[2].replace("x", "").replace("/", ""))
    tile = Tile(int(match[1]), index, int(match[3] or TILE_WIDTH))
    if tile.level > MAX_LEVEL or tile.width > TILE_WIDTH or write_path(tile) != path:
        return None
    return tile


def read_tile(connection: BaseDatabaseWrapper, tile: Tile) -> bytes | None:
    """Read the hashes of a tile, one after the other; None when the tree does not reach that far."""
    start = tile.place << TILE_HEIGHT
    end = start + tile.width
    leaves = not tile.level
    rows = _LEAVES.all(connection, start, end) if leaves else _NODES.all(connection, tile.level, start, end)
    return b"".join(row[0] for row in rows) if len(rows) == tile.width else None


class TileTree:
    """The complete subtrees of a tree of known size, computed from tiles that are each read once."""

    def __init__(self, connection: BaseDatabaseWrapper, size: int) -> None:
        self._connection = connection
        self._size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def fetch(self, height: int, index: int) -> bytes:
        """Hash one complete subtree (the `Fetch` of `ens.journal.tree`)."""
        level, inner = divmod(height, TILE_HEIGHT)
        values = [self._one(level, place) for place in range(index << inner, (index + 1) << inner)]
        while len(values) > 1:
            values = [node_hash(left, right) for left, right in zip(values[::2], values[1::2], strict=True)]
        return values[0]

    def _one(self, level: int, place: int) -> bytes:
        index, offset = divmod(place, TILE_WIDTH)
        if (level, index) not in self._tiles:
            self._tiles[level, index] = self._read(level, index)
        return self._tiles[level, index][offset]

    def _read(self, level: int, index: int) -> list[bytes]:
        width = min(TILE_WIDTH, (self._size >> (TILE_HEIGHT * level)) - index * TILE_WIDTH)
        data = read_tile(self._connection, Tile(level, index, width))
        if data is None:
            msg = f"tile {write_path(Tile(level, index, width))} is missing"
            raise LookupError(msg)
        return [data[at : at + 32] for at in range(0, len(data), 32)]
