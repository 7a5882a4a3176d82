"""Files of spaces: each sealed under its own random key, written durably, dated by day only.

A file of up to a mebibyte is one sealed value; a longer one is sealed by streaming, in flat memory.

The key stands in the sealed body of the item that refers to the file: a file without its item is noise. The name is
the space, item and version in hexadecimal, under one of 256 folders; nothing is ever overwritten.
"""

import hashlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ens.kernel.clock import today
from ens.kernel.errors import Conflict, TooLarge
from ens.kernel.ids import ITEM_BYTES, SPACE_BYTES
from ens.kernel.sealing import Tampered
from ens.vault import envelope, streaming
from ens.vault.blobref import BlobRef
from ens.vault.durable import sync_folder
from ens.vault.envelope import Part, associated
from ens.vault.keyring import KEY_BYTES

PIECE_BYTES: Final = 1 << 18
WHOLE_BYTES: Final = 1 << 20  # a stream costs half a millisecond more than sealing such a file at once
ORPHAN_AGE: Final = timedelta(hours=48)  # files carry midnight of their day: 24 hours after that day's end
_DRAFT: Final = ".tmp"
_ITEM_END: Final = SPACE_BYTES + ITEM_BYTES
_NAME_BYTES: Final = _ITEM_END + 4

Exists = Callable[[int, bytes, int], bool]


class BlobStore(Protocol):
    """Where the files of spaces are kept."""

    def store(self, space: int, item: bytes, version: int, source: bytes | BinaryIO, limit: int) -> BlobRef:
        """Seal and keep a content durably; `TooLarge` past the limit, `Conflict` when that version has one."""
        ...

    def stream(self, space: int, item: bytes, ref: BlobRef) -> Iterator[bytes]:
        """Give the content piece by piece; raises `Tampered`, possibly after good pieces."""
        ...

    def discard(self, space: int, item: bytes, version: int) -> None:
        """Remove a file whose item was not stored after all; quiet when there is none."""
        ...

    def erase_space(self, space: int, blobs: Iterable[tuple[bytes, int]]) -> int:
        """Remove the files of a space, given as (item, version), and return how many there were."""
        ...

    def sweep(self, exists: Exists, now: datetime) -> int:
        """Remove what no item refers to, once it is old enough, and return how many there were."""
        ...


class FileBlobs:
    """A `BlobStore` in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def store(self, space: int, item: bytes, version: int, source: bytes | BinaryIO, limit: int) -> BlobRef:
        """Seal and keep a content durably; nothing is left behind when it fails."""
        path = self._path(space, item, version)
        self._make_folder(path.parent)
        draft = path.with_name(path.name + _DRAFT)
        target = _open_new(draft)
        try:
            with target:
                counted = _Counted(source, limit)
                key = os.urandom(KEY_BYTES)
                _seal(key, counted, target, _place(space, item, version))
                _date(target, today())
                os.fsync(target.fileno())
            _rename_new(draft, path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
        return counted.reference(version, key)

    def stream(self, space: int, item: bytes, ref: BlobRef) -> Iterator[bytes]:
        """Give the content piece by piece; a missing file is `Tampered` too."""
        left = ref.size
        try:
            source = self._path(space, item, ref.version).open("rb")
        except FileNotFoundError:
            raise Tampered from None
        with source:
            for piece in _open(ref, source, _place(space, item, ref.version)):
                left -= len(piece)
                yield piece
        if left:
            raise Tampered

    def discard(self, space: int, item: bytes, version: int) -> None:
        """Remove a file whose item was not stored after all; quiet when there is none."""
        self._path(space, item, version).unlink(missing_ok=True)

    def erase_space(self, space: int, blobs: Iterable[tuple[bytes, int]]) -> int:
        """Remove the files of a space and make it durable; without the space's key they were noise already."""
        paths = [path for item, version in blobs if (path := self._path(space, item, version)).exists()]
        for path in paths:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in paths}:
            sync_folder(folder)
        return len(paths)

    def sweep(self, exists: Exists, now: datetime) -> int:
        """Remove drafts and files without an item, when their day ended at least 24 hours ago."""
        oldest = (now - ORPHAN_AGE).timestamp()
        removed = 0
        for path in self._root.glob("??/*"):
            if _age_mark(path) > oldest or _is_wanted(path.name, exists):
                continue
            path.unlink(missing_ok=True)
            removed += 1
        return removed

    def _path(self, space: int, item: bytes, version: int) -> Path:
        name = (space.to_bytes(SPACE_BYTES, "big") + item + version.to_bytes(4, "big")).hex()
        return self._root / hashlib.sha256(name.encode()).hexdigest()[:2] / name

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(self._root)


def _seal(key: bytes, source: "_Counted", target: BinaryIO, place: bytes) -> None:
    """Seal a file at once when it is small; its size tells the reader which way was taken."""
    pieces = source.pieces()
    begun, size = [], 0
    for piece in pieces:
        begun.append(piece)
        size += len(piece)
        if size > WHOLE_BYTES:
            streaming.encrypt(key, itertools.chain(begun, pieces), target, place)
            return
    left = memoryview(envelope.seal(AESGCM(key), b"".join(begun), place))
    while left:  # a disk that fills up may take a part only
        left = left[target.write(left) :]


def _open(ref: BlobRef, source: BinaryIO, place: bytes) -> Iterator[bytes]:
    if ref.size > WHOLE_BYTES:
        return streaming.decrypt(ref.key, source, place, PIECE_BYTES)
    sealed = source.read(WHOLE_BYTES + envelope.OVERHEAD + 1)  # one that has grown does not open
    whole = envelope.open_(AESGCM(ref.key), sealed, place)
    return iter([whole] if whole else [])


class _Counted:
    """Reads a source piece by piece, counts and digests it on the way."""

    def __init__(self, source: bytes | BinaryIO, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._size = 0
        self._sha256 = hashlib.sha256()

    def pieces(self) -> Iterator[bytes]:
        """Give the pieces; raises `TooLarge` at the first byte past the limit."""
        for piece in (self._source,) if isinstance(self._source, bytes) else _read(self._source):
            self._size += len(piece)
            if self._size > self._limit:
                raise TooLarge
            self._sha256.update(piece)
            yield piece

    def reference(self, version: int, key: bytes) -> BlobRef:
        """Make the reference of what was read."""
        return BlobRef(version, key, self._size, self._sha256.digest())


def _read(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(PIECE_BYTES):
        yield piece


def _open_new(path: Path) -> BinaryIO:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict(reasons=("blob_exists",)) from None
    return os.fdopen(handle, "wb", buffering=0)


def _rename_new(draft: Path, path: Path) -> None:
    if path.exists():  # whoever holds the draft's name is alone: no other writer can come in between
        raise Conflict(reasons=("blob_exists",))
    draft.rename(path)


def _date(target: BinaryIO, day: date) -> None:
    midnight = datetime.combine(day, time(), UTC).timestamp()
    os.utime(target.fileno(), (midnight, midnight))


def _place(space: int, item: bytes, version: int) -> bytes:
    return associated(space, item, version, Part.BLOB)


def _age_mark(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # renamed or removed meanwhile
        return float("inf")


def _is_wanted(name: str, exists: Exists) -> bool:
    if name.endswith(_DRAFT):
        return False
    try:
        raw = bytes.fromhex(name)
    except ValueError:
        return True  # not ours: left alone
    if len(raw) != _NAME_BYTES:
        return True
    return exists(
        int.from_bytes(raw[:SPACE_BYTES], "big"), raw[SPACE_BYTES:_ITEM_END], int.from_bytes(raw[_ITEM_END:], "big")
    )
