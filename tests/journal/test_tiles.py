"""Tiles: the paths and widths of the specification, the contents, and a root computed from tiles alone."""

import base64

import pytest
from django.http import Http404
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from ens.journal import views
from ens.journal.tiles import Tile, read_path, write_path
from ens.journal.tree import Frontier
from tests.journal.small_house import SmallHouse

get = RequestFactory().get("/")


@given(st.integers(0, 7), st.integers(0, 2**55), st.integers(1, 256))
def test_a_path_comes_back(level: int, place: int, width: int) -> None:
    assert read_path(write_path(Tile(level, place, width))) == Tile(level, place, width)


def test_the_example_of_the_specification() -> None:
    assert write_path(Tile(0, 1234067)) == "0/x001/x234/067"
    assert read_path("0/x001/x234/067.p/5") == Tile(0, 1234067, 5)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "0/0",
        "00/000",
        "8/000",
        "0/x000/001",
        "0/001/002",
        "0/x001",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "0/000.p/",
        "-1/000",
        "0/000/",
        "entries/000",
        "0/٠٠٠",
        "0/000\n",
    ],
)
def test_what_is_no_path(path: str) -> None:
    assert read_path(path) is None


def fetch(path: str) -> bytes:
    return views.tile(get, path).content


def test_a_stranger_can_rebuild_the_tree_from_tiles(small_house: SmallHouse) -> None:
    with pytest.raises(Http404):
        views.checkpoint(get)
    for number in range(600):
        small_house.write(number % 3)
    small_house.integrate()
    text = views.checkpoint(get)
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert text["Cache-Control"] == "no-cache"
    _origin, size, root = text.content.decode().split("\n")[:3]
    assert size == "600"
    leaves = fetch("0/000") + fetch("0/001") + fetch("0/002.p/88")
    frontier = Frontier()
    for place in range(600):
        frontier.append(leaves[32 * place : 32 * place + 32])
    assert frontier.root() == base64.b64decode(root)
    tops = fetch("1/000.p/2")
    for place in range(2):
        inner = Frontier()
        for leaf in range(256):
            inner.append(leaves[32 * (256 * place + leaf) :][:32])
        assert inner.root() == tops[32 * place :][:32]
    for beyond in ("0/002", "0/003.p/1", "0/002.p/89", "1/000.p/3", "1/000", "2/000.p/1", "x"):
        with pytest.raises(Http404):
            fetch(beyond)
    assert "immutable" in views.tile(get, "0/001")["Cache-Control"]
    assert "immutable" not in views.tile(get, "0/002.p/88")["Cache-Control"]


def test_the_verifier_key() -> None:
    with override_settings(ENS_JOURNAL_VKEY="a+b"):
        assert views.vkey(get).content == b"a+b\n"
    with override_settings(ENS_JOURNAL_VKEY=lambda: "c+d"):
        assert views.vkey(get).content == b"c+d\n"
