"""Root keys in one file: for one machine, demonstration and tests.

One line per term, `TERM BASE64`, mode 0600. A wrapped key is term (2 bytes), nonce, ciphertext, tag.
"""

import base64
import os
import stat
import struct
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ens.kernel.sealing import Tampered
from ens.vault import envelope
from ens.vault.durable import locked, replace_file, sync_folder

_TERM: Final = struct.Struct(">H")


class FileProvider:
    """A `KeyProvider` over a file of root keys."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._roots: dict[int, AESGCM] = {}
        self._load()

    @classmethod
    def create(cls, path: Path) -> "FileProvider":
        """Draw the first root key into a new file; an existing file is an error, never overwritten."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, _line(1, os.urandom(32)))
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(path.parent)
        return cls(path)

    @property
    def term(self) -> int:
        """The newest term."""
        return max(self._roots)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a key under the newest term."""
        term = self.term
        head = _TERM.pack(term)
        return head + envelope.seal(self._roots[term], key, head + context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a key; a term that another process added is read from the file."""
        head = wrapped[: _TERM.size]
        if len(head) < _TERM.size:
            raise Tampered
        (term,) = _TERM.unpack(head)
        if term not in self._roots:
            self._load()
        root = self._roots.get(term)
        if root is None:
            raise Tampered
        return envelope.open_(root, wrapped[_TERM.size :], head + context)

    def rewrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Move a wrapped key to the newest term."""
        return self.wrap(self.unwrap(wrapped, context), context)

    def rotate(self) -> int:
        """Add a root key to the file, which is replaced as a whole and durably."""
        with locked(self._path.parent):  # two rotations at once would lose a root key, and all that it wrapped
            self._load()
            term = self.term + 1
            replace_file(self._path, self._path.read_bytes() + _line(term, os.urandom(32)))
            self._load()
        return term

    def _load(self) -> None:
        mode = stat.S_IMODE(self._path.stat().st_mode)
        if mode & 0o077:
            msg = f"the root key file is open to others (mode {mode:o}), it must be 600"
            raise PermissionError(msg)
        try:
            lines = [line.split() for line in self._path.read_text("ascii").splitlines()]
            self._roots = {int(term): AESGCM(base64.b64decode(key)) for term, key in lines}
        except ValueError as error:
            raise Tampered from error


def _line(term: int, key: bytes) -> bytes:
    return b"%d %s\n" % (term, base64.b64encode(key))
