"""What the gate works with in this process: keys, id codec, blobs, all made once from the settings."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.signing import CheckpointSigner
from ens.kernel.ids import IdCodec
from ens.vault.blobs import FileBlobs
from ens.vault.budget import Budget
from ens.vault.keys import KeyStore
from ens.vault.opening import open_store
from ens.vault.providers import Sign

ID_KEY_BYTES = 16
INDEX_KEY_BYTES = 32
SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class House:
    """The means of the gate; immutable, shared by all threads."""

    keys: KeyStore
    codec: IdCodec
    blobs: FileBlobs
    index_key: bytes
    signer: CheckpointSigner


def open_keystore(*, create: bool = False) -> KeyStore:
    """Open the key store that the settings name; `create` starts it, at the very first start only."""
    path, sign = Path(settings.ENS_KEYSTORE), Sign(**settings.ENS_OPENBAO)
    budget = Budget(settings.ENS_UNWRAPS_PER_MINUTE)
    return open_store(path, settings.ENS_KEYS, sign, budget, settings.ENS_KEYS_CACHED, create=create)


@cache
def house() -> House:
    """Give the means of this process, opened at the first use."""
    keys = open_keystore()
    return House(
        keys=keys,
        codec=IdCodec(keys.system("public-ids", ID_KEY_BYTES)),
        blobs=FileBlobs(Path(settings.ENS_BLOBS)),
        index_key=keys.system("registry-index", INDEX_KEY_BYTES),
        signer=CheckpointSigner(settings.ENS_JOURNAL_ORIGIN, keys.system("checkpoint", SEED_BYTES)),
    )


def database() -> BaseDatabaseWrapper:
    """Give this thread's connection of the application role."""
    return connections["default"]
