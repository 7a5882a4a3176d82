"""Files of spaces: durable in the right order, refused when altered, flat in memory, swept when orphaned."""

import hashlib
import io
import os
import resource
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from ens.kernel.errors import Conflict, TooLarge
from ens.kernel.sealing import Tampered
from ens.vault.blobs import WHOLE_BYTES, FileBlobs
from ens.vault.streaming import SEGMENT_BYTES

pytestmark = pytest.mark.threat("T-14", "T-17")

SPACE, ITEM = 5, b"i" * 10
LIMIT = 1 << 30
LONG = os.urandom(5 * SEGMENT_BYTES)
SMALL = LONG[:150_000]


@pytest.fixture
def blobs(tmp_path: Path) -> FileBlobs:
    return FileBlobs(tmp_path / "blobs")


def _files(blobs: FileBlobs) -> list[Path]:
    return [path for path in blobs._root.rglob("*") if path.is_file()]


def _read(blobs: FileBlobs, stored: object, item: bytes = ITEM, space: int = SPACE) -> bytes:
    return b"".join(blobs.stream(space, item, stored))  # type: ignore[arg-type]


class Endless(io.RawIOBase):
    """Gives so many bytes without holding them."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        """Give the next piece."""
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


@pytest.mark.parametrize(
    "content",
    [b"", b"x", SMALL, LONG[:WHOLE_BYTES], LONG[: WHOLE_BYTES + 1], LONG, LONG + SMALL],
    ids=["empty", "one", "150 kB", "a mebibyte", "one byte more", "long", "longer"],
)
def test_a_content_comes_back_whole(blobs: FileBlobs, content: bytes) -> None:
    sources: tuple[bytes | BinaryIO, ...] = (content, io.BytesIO(content))
    for version, source in enumerate(sources, 1):
        stored = blobs.store(SPACE, ITEM, version, source, LIMIT)
        assert _read(blobs, stored) == content
        assert (stored.version, stored.size) == (version, len(content))
        assert stored.sha256 == hashlib.sha256(content).digest()


def test_the_file_is_sealed_private_and_dated_by_day(blobs: FileBlobs) -> None:
    blobs.store(SPACE, ITEM, 1, b"Camille " * 1000, LIMIT)
    (path,) = _files(blobs)
    assert path.name == (SPACE.to_bytes(6, "big") + ITEM + bytes([0, 0, 0, 1])).hex()
    assert path.parent.name == hashlib.sha256(path.name.encode()).hexdigest()[:2]
    assert b"Camille" not in path.read_bytes()
    status = path.stat()
    assert stat.S_IMODE(status.st_mode) == 0o600
    assert status.st_mtime % 86_400 == 0


def test_writing_is_durable_in_the_right_order(blobs: FileBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note_fsync(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        calls.append(f"fsync {kind} {Path(f'/proc/self/fd/{handle}').readlink().name}")
        fsync(handle)

    def note_rename(path: Path, target: Path) -> Path:
        calls.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)
    blobs.store(SPACE, ITEM, 1, b"content", LIMIT)
    (path,) = _files(blobs)
    expected = [f"fsync file {path.name}.tmp", "rename", f"fsync folder {path.parent.name}"]
    assert calls == ["fsync folder blobs", *expected], "the new folder is durable in its parent first"
    calls.clear()
    path.unlink()
    blobs.store(SPACE, ITEM, 1, b"content", LIMIT)
    assert calls == expected


def test_too_large_leaves_nothing(blobs: FileBlobs) -> None:
    for source in (b"x" * 101, io.BytesIO(b"x" * 101), cast("BinaryIO", Endless(1 << 40))):
        with pytest.raises(TooLarge):
            blobs.store(SPACE, ITEM, 1, source, 100)
        assert _files(blobs) == []
    blobs.store(SPACE, ITEM, 1, b"x" * 100, 100)


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_a_failed_write_leaves_nothing(blobs: FileBlobs, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    blobs.store(SPACE, ITEM, 9, b"so that the folder is there", LIMIT)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    target: object = os if failing == "fsync" else Path
    monkeypatch.setattr(target, failing, fail)
    with pytest.raises(OSError, match="No space"):
        blobs.store(SPACE, ITEM, 1, b"content", LIMIT)
    assert len(_files(blobs)) == 1


def test_a_disk_that_takes_a_part_at_a_time_gets_all(blobs: FileBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    class Reluctant(io.FileIO):
        def write(self, piece: Any) -> int:
            return super().write(bytes(piece)[:1000])

    monkeypatch.setattr(os, "fdopen", lambda handle, *_, **__: Reluctant(handle, "wb"))
    stored = blobs.store(SPACE, ITEM, 1, SMALL, LIMIT)
    assert _read(blobs, stored) == SMALL


def test_a_stored_version_is_never_overwritten(blobs: FileBlobs) -> None:
    first = blobs.store(SPACE, ITEM, 1, b"first", LIMIT)
    with pytest.raises(Conflict):
        blobs.store(SPACE, ITEM, 1, b"second", LIMIT)
    assert _read(blobs, first) == b"first"
    assert len(_files(blobs)) == 1


def test_of_two_writers_of_one_version_the_second_is_refused(blobs: FileBlobs) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            with pytest.raises(Conflict):
                blobs.store(SPACE, ITEM, 1, b"second", LIMIT)
            return super().read(size)

    stored = blobs.store(SPACE, ITEM, 1, Slow(b"first"), LIMIT)
    assert _read(blobs, stored) == b"first"


@pytest.mark.parametrize(
    "length",
    [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, 2 * SEGMENT_BYTES, -1],
    ids=["empty", "one byte", "in a segment", "after a segment", "after two segments", "last byte"],
)
@pytest.mark.parametrize("content", [SMALL, LONG], ids=["small", "long"])
def test_a_cut_file_is_refused(blobs: FileBlobs, content: bytes, length: int) -> None:
    stored = blobs.store(SPACE, ITEM, 1, content, LIMIT)
    (path,) = _files(blobs)
    path.write_bytes(path.read_bytes()[: length if abs(length) < len(content) else -2])
    with pytest.raises(Tampered):
        _read(blobs, stored)


@pytest.mark.parametrize("at", [0, 1, 45, SEGMENT_BYTES + 7, 2 * SEGMENT_BYTES + 7, -1])
@pytest.mark.parametrize("content", [SMALL, LONG], ids=["small", "long"])
def test_a_flipped_bit_is_refused(blobs: FileBlobs, content: bytes, at: int) -> None:
    stored = blobs.store(SPACE, ITEM, 1, content, LIMIT)
    (path,) = _files(blobs)
    raw = bytearray(path.read_bytes())
    raw[at % len(raw)] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Tampered):
        _read(blobs, stored)


def test_appended_or_swapped_segments_are_refused(blobs: FileBlobs) -> None:
    stored = blobs.store(SPACE, ITEM, 1, LONG, LIMIT)
    (path,) = _files(blobs)
    raw, size = path.read_bytes(), SEGMENT_BYTES
    swapped = raw[:size] + raw[2 * size : 3 * size] + raw[size : 2 * size] + raw[3 * size :]
    for changed in (raw + b"x", raw + raw[-size:], swapped):
        path.write_bytes(changed)
        with pytest.raises(Tampered):
            _read(blobs, stored)


def test_a_small_file_that_has_grown_is_refused(blobs: FileBlobs) -> None:
    stored = blobs.store(SPACE, ITEM, 1, SMALL, LIMIT)
    (path,) = _files(blobs)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(Tampered):
        _read(blobs, stored)


def test_a_file_in_the_place_of_another_is_refused(blobs: FileBlobs) -> None:
    one = blobs.store(SPACE, ITEM, 1, b"one", LIMIT)
    other = blobs.store(SPACE, b"j" * 10, 1, b"other", LIMIT)
    (mine,) = [path for path in _files(blobs) if ITEM.hex() in path.name]
    (its,) = [path for path in _files(blobs) if ITEM.hex() not in path.name]
    mine.write_bytes(its.read_bytes())
    for stored in (one, other):  # even with the key of the file that stands there
        with pytest.raises(Tampered):
            _read(blobs, stored)


def test_a_wrong_size_or_a_missing_file_is_refused(blobs: FileBlobs) -> None:
    stored = blobs.store(SPACE, ITEM, 1, b"content", LIMIT)
    with pytest.raises(Tampered):
        _read(blobs, stored._replace(size=8))
    blobs.discard(SPACE, ITEM, 1)
    with pytest.raises(Tampered):
        _read(blobs, stored)
    blobs.discard(SPACE, ITEM, 1)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_200_megabytes_pass_in_flat_memory(blobs: FileBlobs) -> None:
    size = 200 << 20
    blobs.store(SPACE, ITEM, 1, LONG, LIMIT)  # libraries and buffers are there
    seen = [_resident()]

    class Watched(Endless):
        def read(self, size: int = -1) -> bytes:
            seen.append(_resident())
            return super().read(size)

    stored = blobs.store(SPACE, ITEM, 2, cast("BinaryIO", Watched(size)), LIMIT)
    length = 0
    for piece in blobs.stream(SPACE, ITEM, stored):
        length += len(piece)
        seen.append(_resident())
    assert length == size
    assert max(seen) - seen[0] < 20 << 20, f"{max(seen) - seen[0]} bytes more"
    blobs.discard(SPACE, ITEM, 2)


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def dated(blobs: FileBlobs) -> dict[str, Path]:
    """Files of two days ago (wanted, orphan, draft) and of yesterday (orphan, draft)."""
    made = {}
    for number, (name, days) in enumerate(
        {"old wanted": 2, "old orphan": 2, "old draft.tmp": 2, "young orphan": 1, "young draft.tmp": 1}.items()
    ):
        blobs.store(SPACE, ITEM, number, b"content", LIMIT)
        (path,) = [path for path in _files(blobs) if path.name.endswith(f"{number:08x}")]
        if name.endswith(".tmp"):
            path = path.rename(path.with_name(path.name + ".tmp"))
        midnight = (NOW - timedelta(days=days)).replace(hour=0).timestamp()
        os.utime(path, (midnight, midnight))
        made[name] = path
    return made


def test_the_sweeper_takes_old_orphans_and_drafts_alone(blobs: FileBlobs, dated: dict[str, Path]) -> None:
    asked: list[tuple[int, bytes, int]] = []

    def exists(space: int, item: bytes, version: int) -> bool:
        asked.append((space, item, version))
        return version == 0

    assert blobs.sweep(exists, NOW) == 2
    left = {name for name, path in dated.items() if path.exists()}
    assert left == {"old wanted", "young orphan", "young draft.tmp"}
    assert sorted(asked) == [(SPACE, ITEM, 0), (SPACE, ITEM, 1)]
    assert blobs.sweep(lambda *_: True, NOW + timedelta(days=9)) == 1, "drafts go whatever the base says"


def test_an_orphan_stays_a_full_day_after_its_own(blobs: FileBlobs) -> None:
    blobs.store(SPACE, ITEM, 1, b"content", LIMIT)
    (path,) = _files(blobs)
    midnight = NOW.replace(hour=0)
    os.utime(path, (midnight.timestamp(), midnight.timestamp()))
    assert blobs.sweep(lambda *_: False, midnight + timedelta(hours=48, seconds=-1)) == 0
    assert blobs.sweep(lambda *_: False, midnight + timedelta(hours=48)) == 1


def test_the_sweeper_leaves_what_is_not_its_own(blobs: FileBlobs) -> None:
    blobs.store(SPACE, ITEM, 1, b"content", LIMIT)
    (path,) = _files(blobs)
    stranger = path.with_name("README")
    stranger.touch()
    assert blobs.sweep(lambda *_: True, NOW + timedelta(days=9000)) == 0
    assert stranger.exists()


def test_a_space_goes_and_its_neighbour_stays(blobs: FileBlobs) -> None:
    blobs.store(SPACE, ITEM, 1, b"one", LIMIT)
    blobs.store(SPACE, ITEM, 2, b"two", LIMIT)
    neighbour = blobs.store(6, ITEM, 1, b"neighbour", LIMIT)
    assert blobs.erase_space(SPACE, [(ITEM, 1), (ITEM, 2), (ITEM, 3)]) == 2
    assert _read(blobs, neighbour, space=6) == b"neighbour"
    assert len(_files(blobs)) == 1


def test_the_largest_file_that_is_sealed_at_once_does_not_open_when_it_has_grown(blobs: FileBlobs) -> None:
    stored = blobs.store(SPACE, ITEM, 1, LONG[:WHOLE_BYTES], LIMIT)
    (path,) = _files(blobs)
    path.chmod(0o600)
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(Tampered):
        _read(blobs, stored)
