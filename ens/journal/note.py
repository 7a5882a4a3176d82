"""Signed notes, checkpoints and verifier keys of C2SP (signed-note, tlog-checkpoint), as text. Imports nothing of ours.

Making and checking the Ed25519 signatures themselves is `ens.journal.signing`.
"""

import base64
import binascii
from hashlib import sha256
from typing import Final, NamedTuple

ED25519: Final = 1
KEY_BYTES: Final = 32
_ID_BYTES: Final = 4
_SIGNATURE_BYTES: Final = 64
_TEXT_LINES: Final = 3


class Vkey(NamedTuple):
    """An Ed25519 verifier key: the name it signs under, its short id, the public key."""

    name: str
    key_id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    """What a log says of itself at one size."""

    origin: str
    size: int
    root: bytes


class Signature(NamedTuple):
    """One signature line of a note."""

    name: str
    key_id: bytes
    value: bytes


def make_vkey(name: str, public: bytes) -> Vkey:
    """Name a public key; ValueError for a name that a note cannot carry."""
    if not name or "+" in name or any(char.isspace() or ord(char) < ord(" ") for char in name):
        msg = "a key name is not empty and has neither space nor plus"
        raise ValueError(msg)
    key_id = sha256(name.encode() + b"\n" + bytes([ED25519]) + public).digest()[:_ID_BYTES]
    return Vkey(name, key_id, public)


def write_vkey(vkey: Vkey) -> str:
    """Write a verifier key: `name+id+base64`."""
    return f"{vkey.name}+{vkey.key_id.hex()}+{_b64(bytes([ED25519]) + vkey.public)}"


def read_vkey(text: str) -> Vkey:
    """Read an Ed25519 verifier key; ValueError when it is another kind or its id does not fit."""
    name, _, rest = text.strip().partition("+")
    material = _unb64(rest.partition("+")[2])
    if len(material) != 1 + KEY_BYTES or material[0] != ED25519:
        msg = "not an Ed25519 verifier key"
        raise ValueError(msg)
    vkey = make_vkey(name, material[1:])
    if write_vkey(vkey) != text.strip():
        msg = "the id of the verifier key does not fit"
        raise ValueError(msg)
    return vkey


def write_checkpoint(checkpoint: Checkpoint) -> str:
    """Write the text of a checkpoint, the part that is signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{_b64(checkpoint.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; extension lines are allowed and not looked at."""
    lines = text.split("\n")
    if len(lines) <= _TEXT_LINES or lines.pop() or not all(lines):
        msg = "a checkpoint has an origin, a size and a root, each on its line"
        raise ValueError(msg)
    origin, size, root = lines[:_TEXT_LINES]
    if not (size.isascii() and size.isdigit()) or str(int(size)) != size:
        msg = "the size of a checkpoint is a plain number"
        raise ValueError(msg)
    return Checkpoint(origin, int(size), _unb64(root))


def write_note(text: str, signatures: list[Signature]) -> str:
    """Write a signed note."""
    lines = (f"\u2014 {one.name} {_b64(one.key_id + one.value)}\n" for one in signatures)
    return text + "\n" + "".join(lines)


def read_note(note: str) -> tuple[str, list[Signature]]:
    """Split a signed note into its text and its signatures; ValueError when it is not one."""
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n") or any(ord(char) < ord(" ") and char != "\n" for char in note):
        msg = "not a signed note"
        raise ValueError(msg)
    return text + "\n", [_read_signature(line) for line in tail[:-1].split("\n")]


def signature_for(note: str, vkey: Vkey) -> tuple[str, bytes]:
    """Find the text of a note and the signature that a key claims to have made; ValueError when there is none."""
    text, signatures = read_note(note)
    found = [one.value for one in signatures if (one.name, one.key_id) == (vkey.name, vkey.key_id)]
    if len(found) != 1 or len(found[0]) != _SIGNATURE_BYTES:
        msg = "the note does not carry one signature of this key"
        raise ValueError(msg)
    return text, found[0]


def _read_signature(line: str) -> Signature:
    dash, name, value = (*line.split(" "), "", "", "")[:3]
    raw = _unb64(value)
    if dash != "\u2014" or not name or line.count(" ") != 2 or len(raw) <= _ID_BYTES:
        msg = "a signature line of the note cannot be read"
        raise ValueError(msg)
    return Signature(name, raw[:_ID_BYTES], raw[_ID_BYTES:])


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    """Read base64 in its only canonical spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        msg = "not base64"
        raise ValueError(msg) from error
    if _b64(data) != text:
        msg = "not canonical base64"
        raise ValueError(msg)
    return data
