"""The key that signs checkpoints of the journal, from the key store, under the house's public name."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from ens.gate.house import SEED_BYTES, house
from ens.journal.signing import CheckpointSigner


@cache
def checkpoint_signer() -> CheckpointSigner:
    """Give this process's signer; the log's origin is the public address without its scheme."""
    address = urlsplit(settings.ENS_PUBLIC_URL)
    return CheckpointSigner(f"{address.netloc}/journal", house().keys.system("checkpoint", SEED_BYTES))


def checkpoint_vkey() -> str:
    """Give the verifier key to publish."""
    return checkpoint_signer().vkey
