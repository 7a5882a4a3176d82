"""A reader of SMART Health Links, written from the specification and RFC 7516 alone: it knows nothing of the house."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def decode(text: str) -> bytes:
    """Read base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Shlink:
    """What stands in a link."""

    url: str
    key: bytes
    flag: str
    exp: int
    label: str


def read_link(text: str) -> Shlink:
    """Read a link, and hold it to the letter of the specification."""
    assert text.startswith("shlink:/")
    said = json.loads(decode(text.removeprefix("shlink:/")))
    assert set(said) <= {"url", "key", "exp", "flag", "label", "v"}
    assert len(said["url"]) <= 128
    assert len(said["key"]) == 43
    assert len(said["label"]) <= 80
    assert "".join(sorted(said["flag"])) == said["flag"]
    return Shlink(said["url"], decode(said["key"]), said["flag"], said["exp"], said["label"])


def open_jwe(compact: str, key: bytes) -> tuple[dict[str, Any], bytes]:
    """Decrypt a compact JWE of `dir` and A256GCM; raises InvalidTag under another key."""
    head, wrapped, nonce, text, tag = compact.split(".")
    header: dict[str, Any] = json.loads(decode(head))
    assert (header["alg"], header["enc"], wrapped) == ("dir", "A256GCM", "")
    return header, AESGCM(key).decrypt(decode(nonce), decode(text) + decode(tag), head.encode("ascii"))
