"""« Annuler »: for ten minutes after an act, who did it may put everything back as it was.

What was there stands in the address of the next page, signed for this session and this professional: nobody can make
up a link that changes anything, and what is sent back is what the house wrote.
"""

from typing import Final, NamedTuple

import msgspec
from django.core import signing

from ens.confidence.rules import Act
from ens.gate.facts import Visit
from ens.kernel.errors import Conflict
from ens.sharing.rules import Standing

PARAMETER: Final = "fait"
SECONDS: Final = 600


class Done(NamedTuple):
    """What was done, and what was there before."""

    act: Act
    before: Standing


def write(visit: Visit, who: str, done: Done) -> str:
    """Write the word that tells the next page what was done; `who` is the public id of the one whom it concerns."""
    return _signer(visit, who).sign(msgspec.json.encode(done).hex())


def read(visit: Visit, who: str, word: str) -> Done | None:
    """Tell what was just done; None when nothing was, or too long ago."""
    try:
        return msgspec.json.decode(bytes.fromhex(_signer(visit, who).unsign(word, max_age=SECONDS)), type=Done)
    except signing.BadSignature:
        return None


def demand(visit: Visit, who: str, word: str) -> Done:
    """Tell what is to be undone; raises when it is too late."""
    found = read(visit, who, word)
    if found is None:
        raise Conflict("Il est trop tard pour annuler ainsi. Vous pouvez toujours changer l’accès ici.", ("too_late",))
    return found


def _signer(visit: Visit, who: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{__name__} {visit.token_hash.hex()} {who}")
