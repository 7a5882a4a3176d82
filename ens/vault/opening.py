"""Opens the key store of a house, or says why it does not open: what is lost or wrong is never replaced in silence."""

import sqlite3
from pathlib import Path

from ens.kernel.errors import Unavailable
from ens.kernel.sealing import Tampered
from ens.vault.budget import Budget
from ens.vault.keys import KeyStore
from ens.vault.providers import Sign, provider_from


class KeysShut(Unavailable):
    """The keys of this house do not open; `why` is for its operator and names no place."""

    def __init__(self, why: str) -> None:
        super().__init__(reasons=("keys_shut",))
        self.why = why

    def __str__(self) -> str:
        """Say it in one line."""
        return f"the keys do not open: {self.why} (nothing was changed; put back what belongs here)"


def open_store(
    path: Path,
    keys: str,
    sign: Sign | None = None,
    budget: Budget | None = None,
    cached: int = 1,
    *,
    create: bool = False,
) -> KeyStore:
    """Open a key store and one of its keys; `create` starts store and root key, at the very first start only."""
    if not create and not path.exists():
        raise KeysShut("key store missing")
    try:
        store = KeyStore(path, provider_from(keys, sign, create=create), budget, cached)
        store.check()
    except FileNotFoundError as error:
        raise KeysShut("root key missing") from error
    except Tampered as error:
        raise KeysShut("root key does not open the key store") from error
    except (OSError, sqlite3.Error) as error:
        raise KeysShut("root key or key store not readable") from error
    return store
