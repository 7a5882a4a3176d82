"""Tink's streaming AEAD (AES-256-GCM-HKDF) from a key of our own: large contents in flat memory.

Segments are authenticated one by one and in order; a stream that is cut, even between two segments, is refused.
"""

import errno
import io
import os
from collections.abc import Iterator
from typing import BinaryIO, Final

import tink  # type: ignore[import-untyped]
from tink import secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2  # type: ignore[import-untyped]

from ens.kernel.sealing import Tampered

SEGMENT_BYTES: Final = 1 << 18
_TYPE: Final = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"
streaming_aead.register()


def primitive(key: bytes) -> streaming_aead.StreamingAead:
    """Make the streaming cipher of one 32-byte key."""
    inner = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(
        version=0,
        key_value=key,
        params=aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
            ciphertext_segment_size=SEGMENT_BYTES, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
        ),
    )
    data = tink_pb2.KeyData(
        type_url=_TYPE, value=inner.SerializeToString(), key_material_type=tink_pb2.KeyData.SYMMETRIC
    )
    only = tink_pb2.Keyset.Key(key_data=data, status=tink_pb2.ENABLED, key_id=1, output_prefix_type=tink_pb2.RAW)
    keyset = tink_pb2.Keyset(primary_key_id=1, key=[only])
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


def encrypt(key: bytes, pieces: Iterator[bytes], target: BinaryIO, place: bytes) -> None:
    """Encrypt pieces into a file, which stays open."""
    try:
        with primitive(key).new_encrypting_stream(_Kept(target), place) as stream:
            for piece in pieces:
                stream.write(piece)
    except tink.TinkError as error:  # nothing but the target can fail: a disk that is full
        raise OSError(errno.EIO, os.strerror(errno.EIO)) from error


def decrypt(key: bytes, source: BinaryIO, place: bytes, piece_bytes: int) -> Iterator[bytes]:
    """Decrypt a file piece by piece; raises `Tampered`, possibly after good pieces."""
    try:
        with primitive(key).new_decrypting_stream(source, place) as stream:
            while piece := stream.read(piece_bytes):
                yield piece
    except tink.TinkError:
        raise Tampered from None


class _Kept(io.RawIOBase):
    """A file that tink may close without closing it: it must be synced first."""

    def __init__(self, target: BinaryIO) -> None:
        super().__init__()
        self._target = target

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        """Pass a piece on."""
        return self._target.write(piece)
