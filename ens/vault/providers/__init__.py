"""Who holds the root key: a file (one machine, tests) or OpenBao's transit engine (production)."""

from pathlib import Path
from typing import Protocol

from ens.vault.providers.file import FileProvider
from ens.vault.providers.openbao import OpenBaoProvider, Sign

__all__ = ["FileProvider", "KeyProvider", "OpenBaoProvider", "Sign", "provider_from"]


class KeyProvider(Protocol):
    """Wraps and unwraps small keys under a root key that never leaves it.

    `context` says what the key is for; a wrapped key opens only in its own context. `unwrap` and `rewrap` raise
    `kernel.sealing.Tampered` when it does not fit, `kernel.errors.Unavailable` when the provider cannot answer.
    """

    @property
    def term(self) -> int:
        """The newest term of the root key."""
        ...

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a key under the newest term."""
        ...

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a key wrapped under any kept term."""
        ...

    def rewrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Move a wrapped key to the newest term; the key itself stays."""
        ...

    def rotate(self) -> int:
        """Add a term to the root key and return its number."""
        ...


def provider_from(value: str, sign: Sign | None = None, *, create: bool = False) -> KeyProvider:
    """Make the provider that an `ENS_KEYS` value names: `file:PATH` or `openbao:https://HOST/transit/KEY`.

    `create` lets `file:` start a new root key when there is none; a lost root key must not be replaced silently,
    so only the very first start sets it.
    """
    kind, _, rest = value.partition(":")
    if kind == "file" and rest:
        path = Path(rest)
        if create and not path.exists():
            return FileProvider.create(path)
        return FileProvider(path)
    if kind == "openbao" and rest:
        return OpenBaoProvider(rest, sign or Sign())
    msg = "ENS_KEYS is file:PATH or openbao:https://HOST/transit/KEY"
    raise ValueError(msg)
