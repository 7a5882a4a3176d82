"""A device that makes and uses passkeys, in software: ES256, no attestation, user verified (WebAuthn Level 2)."""

import base64
import hashlib
import json
import secrets
import struct
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

_PRESENT_VERIFIED: Final = 0x05
_WITH_KEY: Final = 0x40


class Authenticator:
    """One device with one passkey, made when it is asked to."""

    def __init__(self, origin: str, host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0

    def create(self, options: str, *, verified: bool = True) -> str:
        """Answer `navigator.credentials.create`."""
        client = self._client("webauthn.create", json.loads(options)["challenge"])
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        data = self._data(_WITH_KEY, verified=verified) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._written({"clientDataJSON": client, "attestationObject": statement})

    def get(self, options: str, *, verified: bool = True) -> str:
        """Answer `navigator.credentials.get`."""
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        self.count += 1
        data = self._data(0, verified=verified)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._written({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags: int, *, verified: bool) -> bytes:
        present = _PRESENT_VERIFIED if verified else 0x01
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags | present, self.count)

    def _written(self, response: dict[str, bytes]) -> str:
        named: dict[str, Any] = {name: _text(value) for name, value in response.items()}
        return json.dumps({"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": named})


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
