"""A passkey's device in software: it makes keys, counts, and answers what it is asked, honestly or not."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

from ens.credentials.passkeys import Ceremony

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Device:
    """One device with one key; what an attacker may bend are its attributes."""

    origin: str
    rp: str = "localhost"
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, ceremony: Ceremony) -> str:
        """Answer a registration."""
        client = self._client("webauthn.create", ceremony)
        key = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))  # type: ignore[no-untyped-call]
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + credential})
        return self._answer(clientDataJSON=_text(client), attestationObject=_text(attestation))

    def sign(self, ceremony: Ceremony) -> str:
        """Answer a sign-in."""
        client, data = self._client("webauthn.get", ceremony), self._data(0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=_text(client), authenticatorData=_text(data), signature=_text(signature))

    def _client(self, kind: str, ceremony: Ceremony) -> bytes:
        challenge = json.loads(ceremony.options)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, more: int) -> bytes:
        return hashlib.sha256(self.rp.encode()).digest() + bytes([self.flags | more]) + self.counter.to_bytes(4, "big")

    def _answer(self, **response: Any) -> str:
        name = _text(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
