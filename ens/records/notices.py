"""« Votre document est ajouté »: said once, after the act, and only to who did it.

The page that follows an act learns of it from its address. That word is signed for this session and this document, for
ten minutes: nobody can make up a link that lies.
"""

from typing import Final

from django.core import signing

from ens.gate.facts import Visit

PARAMETER: Final = "fait"
ADDED, CHANGED, UNCHANGED, DELETED = "ajoute", "modifie", "inchange", "supprime"
_SECONDS: Final = 600


def stamp(visit: Visit, about: str, act: str) -> str:
    """Write the word that tells the next page what was done; `about` is the public id that this page has."""
    return _signer(visit, about).sign(act)


def read_stamp(visit: Visit, about: str, word: str) -> str:
    """Tell what was just done, or nothing."""
    try:
        return _signer(visit, about).unsign(word, max_age=_SECONDS)
    except signing.BadSignature:
        return ""


def _signer(visit: Visit, about: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{__name__} {visit.token_hash.hex()} {about}")
