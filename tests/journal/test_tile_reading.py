"""Tiles read from rows that stand in memory: which rows are asked for, and what is computed from them."""

from hashlib import sha256
from typing import Any, cast

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal import tiles
from ens.journal.tiles import Tile, TileTree, read_path, read_tile, write_path
from ens.journal.tree import node_hash

CONNECTION = cast("BaseDatabaseWrapper", object())
SIZE = 70_000


class Rows:
    """Two tables as the tree makes them: leaves, and one hash per 256 of the level below; notes what was read."""

    def __init__(self) -> None:
        level = [sha256(b"\0" + number.to_bytes(4, "big")).digest() for number in range(SIZE)]
        self.levels = [level]
        while len(level) >= 256:
            level = [top(level[at : at + 256]) for at in range(0, len(level) - 255, 256)]
            self.levels.append(level)
        self.read: list[tuple[int, ...]] = []

    def all(self, connection: object, *asked: int) -> list[tuple[Any, ...]]:
        assert connection is CONNECTION
        self.read.append(asked)
        level, start, end = asked if len(asked) == 3 else (0, *asked)
        return [(value,) for value in self.levels[level][start:end]]


def top(values: list[bytes]) -> bytes:
    while len(values) > 1:
        values = [node_hash(*values[at : at + 2]) for at in range(0, len(values), 2)]
    return values[0]


ROWS = Rows()


@pytest.fixture(autouse=True)
def rows(monkeypatch: pytest.MonkeyPatch) -> Rows:
    ROWS.read.clear()
    for name in ("_LEAVES", "_NODES"):
        monkeypatch.setattr(tiles, name, ROWS)
    return ROWS


@pytest.mark.parametrize(
    ("tile", "asked"),
    [
        (Tile(0, 0), (0, 256)),
        (Tile(0, 3, 5), (768, 773)),
        (Tile(1, 0), (1, 0, 256)),
        (Tile(1, 1, 17), (1, 256, 273)),
        (Tile(2, 0, 1), (2, 0, 1)),
    ],
)
def test_a_tile_is_the_rows_of_its_place(rows: Rows, tile: Tile, asked: tuple[int, ...]) -> None:
    data = read_tile(CONNECTION, tile)
    assert rows.read == [asked]
    assert data == b"".join(rows.levels[tile.level][tile.place * 256 :][: tile.width])


@pytest.mark.parametrize("tile", [Tile(0, 273), Tile(0, 273, 113), Tile(1, 1), Tile(2, 0, 2), Tile(2, 1, 1)])
def test_a_tile_beyond_the_tree_is_none(tile: Tile) -> None:
    assert read_tile(CONNECTION, tile) is None


@pytest.mark.parametrize("height", range(17))
def test_any_complete_subtree_is_computed(rows: Rows, height: int) -> None:
    tree = TileTree(CONNECTION, SIZE)
    for index in {0, 1, (SIZE >> height) - 1} & set(range(SIZE >> height)):
        assert tree.fetch(height, index) == top(rows.levels[0][index << height : (index + 1) << height])


def test_each_tile_is_read_once_and_only_as_wide_as_the_tree(rows: Rows) -> None:
    tree = TileTree(CONNECTION, SIZE)
    for height, index in ((0, SIZE - 1), (0, SIZE - 2), (3, 0), (0, 5), (8, 272), (8, 0), (16, 0), (16, 0)):
        tree.fetch(height, index)
    assert rows.read == [(69888, 70000), (0, 256), (1, 256, 273), (1, 0, 256), (2, 0, 1)]


def test_a_tile_that_is_missing_is_named() -> None:
    tree = TileTree(CONNECTION, SIZE + 5)
    with pytest.raises(LookupError, match=r"^tile 0/273.p/117 is missing$"):
        tree.fetch(0, SIZE - 1)


def test_the_highest_level_has_paths() -> None:
    assert read_path("7/000.p/1") == Tile(7, 0, 1)
    assert read_path("8/000.p/1") is None
    assert read_path("10/000") is None
    assert read_path("0/000.p/255") == Tile(0, 0, 255)
    assert read_path("0/000.p/257") is None
    assert write_path(Tile(0, 999)) == "0/999"
    assert write_path(Tile(0, 1000, 256)) == "0/x001/000"
