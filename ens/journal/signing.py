"""Signs checkpoints with the house's Ed25519 key, and checks such signatures."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ens.journal.note import (
    Checkpoint,
    Signature,
    Vkey,
    make_vkey,
    read_checkpoint,
    signature_for,
    write_checkpoint,
    write_note,
    write_vkey,
)


class CheckpointSigner:
    """Signs under one origin with one 32-byte seed."""

    def __init__(self, origin: str, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.origin = origin
        self._vkey = make_vkey(origin, self._private.public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The verifier key to publish."""
        return write_vkey(self._vkey)

    def sign(self, size: int, root: bytes) -> str:
        """Sign the checkpoint of a tree; the same tree always gives the same note."""
        text = write_checkpoint(Checkpoint(self.origin, size, root))
        value = self._private.sign(text.encode())
        return write_note(text, [Signature(self.origin, self._vkey.key_id, value)])


def open_checkpoint(note: str, vkey: Vkey) -> Checkpoint:
    """Check the signature of a checkpoint and read it; ValueError when it is not the key's, or not of its log."""
    text, value = signature_for(note, vkey)
    try:
        Ed25519PublicKey.from_public_bytes(vkey.public).verify(value, text.encode())
    except InvalidSignature as error:
        msg = "the signature of the checkpoint does not fit"
        raise ValueError(msg) from error
    checkpoint = read_checkpoint(text)
    if checkpoint.origin != vkey.name:
        msg = "the checkpoint is signed under another name than its origin"
        raise ValueError(msg)
    return checkpoint
