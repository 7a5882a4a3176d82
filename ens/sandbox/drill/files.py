"""What is searched: every file of the house, the cluster with its write-ahead log and its logs, and every file name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ens.sandbox.drill.search import Hit, Searcher

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 1 << 16  # no pattern is longer, and a compressed stream that begins here says enough
_OTHER_FILES: Final = "autres fichiers"


@dataclass(frozen=True, slots=True)
class Room:
    """One part of what a thief may take."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Found:
    """One hit, with its file and the part that the file belongs to."""

    room: str
    path: Path
    hit: Hit


def list_files(rooms: Iterable[Room]) -> list[tuple[str, Path]]:
    """List every file once, under the first room that holds it."""
    seen: dict[Path, str] = {}
    for room in rooms:
        paths = [room.folder] if room.folder.is_file() else sorted(room.folder.rglob("*"))
        for path in paths:
            if path.is_file() and not path.is_symlink():
                seen.setdefault(path.resolve(), room.name)
    return [(name, path) for path, name in seen.items()]


def rooms(var: Path, blobs: Path, keystore: Path, checkpoints: Path) -> list[Room]:
    """Name the parts of a house: the most particular first, then whatever else stands in its folder."""
    cluster = var / "postgres"
    return [
        Room("journaux de PostgreSQL", cluster / "pg_wal"),
        Room("données de PostgreSQL", cluster),
        Room("journal du serveur PostgreSQL", var / "postgres.log"),
        Room("fichiers scellés", blobs),
        Room("magasin de clés et ses copies", keystore.parent),
        Room("points de contrôle du journal", checkpoints),
        Room(_OTHER_FILES, var),
    ]


def search_files(
    searcher: Searcher, files: list[tuple[str, Path]], progress: Callable[[int], None] = lambda _: None
) -> Iterator[Found]:
    """Search names and contents; `progress` is told the bytes read so far."""
    done = 0
    for room, path in files:
        for named in searcher.search(str(path).encode()):
            yield Found(room, path, named._replace(offset=-1))
        for hit, read in _search_file(searcher, path):
            done += read
            if hit is None:
                progress(done)
            else:
                yield Found(room, path, hit)


def _search_file(searcher: Searcher, path: Path) -> Iterator[tuple[Hit | None, int]]:
    """Read in pieces that overlap; a file that went away meanwhile holds nothing."""
    kept, start = b"", 0
    try:
        with path.open("rb") as source:
            while piece := source.read(_CHUNK):
                data = kept + piece
                if data.strip(b"\0"):
                    for hit in searcher.search(data):
                        if hit.inside or hit.offset + len(hit.pattern) > len(kept):
                            yield hit._replace(offset=start - len(kept) + hit.offset), 0
                start += len(piece)
                kept = data[-_OVERLAP:]
                yield None, len(piece)
    except FileNotFoundError:
        return
