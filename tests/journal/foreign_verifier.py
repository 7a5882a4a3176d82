"""A stranger's verifier, written from RFC 9162 and docs/journal-format.md: python foreign_verifier.py PROOF VKEY."""

import base64
import hashlib
import json
import struct
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Section 2.1.3.2 of RFC 9162."""
    fn, sn, r = index, size - 1, leaf
    assert fn <= sn, "leaf beyond the tree"
    for p in path:
        assert sn != 0, "path too long"
        if fn % 2 or fn == sn:
            r = sha(b"\x01" + p + r)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha(b"\x01" + r + p)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0, "path too short"
    return r


def main(proof_file: str, vkey: str) -> None:
    proof = json.loads(Path(proof_file).read_text())
    name, key_id, key = vkey.split("+", 2)
    text, signature = proof["checkpoint"].split("\n\n")
    dash, signer, value = signature.rstrip("\n").split(" ")
    assert (dash, signer, unb64(value)[:4].hex()) == ("\u2014", name, key_id), "signed by somebody else"
    Ed25519PublicKey.from_public_bytes(unb64(key)[1:]).verify(unb64(value)[4:], text.encode() + b"\n")
    origin, size, root = text.split("\n")
    assert (origin, int(size)) == (name, proof["tree_size"]), "another log or size"
    entry, leaf = unb64(proof["entry"]), proof["leaf"]
    assert (json.loads(entry)["space"], json.loads(entry)["id"]) == (leaf["space"], leaf["entry"]), "another entry"
    numbers = [int(leaf[field]) for field in ("tx", "space", "entry", "space_seq")]
    leaf_hash = sha(b"\x00" + struct.pack(">QQQQ32s32s", *numbers, unb64(leaf["prev"]), sha(entry)))
    path = [unb64(step) for step in proof["inclusion"]]
    assert root_from_path(leaf_hash, proof["leaf_index"], int(size), path) == unb64(root), "not in the tree"


main(sys.argv[1], sys.argv[2])
