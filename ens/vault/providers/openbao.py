"""Root keys in OpenBao's transit engine: the root key never leaves it.

A wrapped key is OpenBao's own text (`vault:v1:…`); the context is its associated data.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

import hvac  # type: ignore[import-untyped]
import requests
from hvac.exceptions import Forbidden, InvalidRequest, VaultError  # type: ignore[import-untyped]

from ens.kernel.errors import Unavailable
from ens.kernel.sealing import Tampered

TIMEOUT_SECONDS: Final = 3.0
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Sign:
    """How the house signs in to OpenBao: a token, or an AppRole (role and secret)."""

    token: str = ""
    role: str = ""
    secret: str = ""
    authority: str = ""  # path of the certificate authority, empty for the system's


class OpenBaoProvider:
    """A `KeyProvider` over one transit key; safe to share between threads."""

    def __init__(self, address: str, sign: Sign, timeout: float = TIMEOUT_SECONDS) -> None:
        parts = urlsplit(address)
        self._mount, _, self._key = parts.path.strip("/").rpartition("/")
        if not self._mount or (parts.scheme != "https" and parts.hostname not in _LOOPBACK):
            msg = "the address is https://HOST/MOUNT/KEY (http only on the loopback)"
            raise ValueError(msg)
        self._sign = sign
        self._lock = Lock()
        url = f"{parts.scheme}://{parts.netloc}"
        self._client = hvac.Client(url, sign.token or None, verify=sign.authority or True, timeout=timeout)
        self._client.token = sign.token or None  # hvac would pick one up from the environment or ~/.vault-token

    @property
    def term(self) -> int:
        """The newest version of the transit key."""
        return int(self._ask("GET", "keys")["latest_version"])

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a key under the newest term."""
        answer = self._ask("POST", "encrypt", plaintext=_b64(key), associated_data=_b64(context))
        return str(answer["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a key, or raise `Tampered` when key, context or text do not fit."""
        answer = self._ask("POST", "decrypt", ciphertext=_text(wrapped), associated_data=_b64(context))
        return base64.b64decode(str(answer["plaintext"]))

    def rewrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Move a wrapped key to the newest term."""
        return self.wrap(self.unwrap(wrapped, context), context)

    def rotate(self) -> int:
        """Add a term to the transit key (needs a policy that the running house does not have)."""
        self._ask("POST", "keys", "/rotate")
        return self.term

    def _ask(self, verb: str, act: str, tail: str = "", **fields: str) -> Mapping[str, Any]:
        try:
            answer = self._signed(verb, f"/v1/{self._mount}/{act}/{self._key}{tail}", fields)
        except InvalidRequest as error:
            if act == "decrypt" and "key not found" not in str(error):
                raise Tampered from None
            raise Unavailable(reasons=("key_provider",)) from error
        except (VaultError, requests.RequestException) as error:
            raise Unavailable(reasons=("key_provider",)) from error
        return answer.get("data") or {}

    def _signed(self, verb: str, path: str, fields: dict[str, str]) -> dict[str, Any]:
        if not self._client.token:
            self._sign_in()
        token = self._client.token
        try:
            return self._send(verb, path, fields)
        except Forbidden:
            if not self._sign.role:
                raise
        self._sign_in(token)  # the token of an AppRole ends after a while
        return self._send(verb, path, fields)

    def _send(self, verb: str, path: str, fields: dict[str, str]) -> dict[str, Any]:
        answer = self._client.adapter.request(verb, path, json=fields or None)
        return answer if isinstance(answer, dict) else {}  # 204: nothing to say

    def _sign_in(self, worn: str | None = None) -> None:
        with self._lock:
            if self._sign.role and self._client.token in (None, "", worn):
                self._client.auth.approle.login(self._sign.role, self._sign.secret)


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _text(wrapped: bytes) -> str:
    try:
        return wrapped.decode("ascii")
    except UnicodeDecodeError:
        raise Tampered from None
