"""Blind indexes: find a person by INS or by strict traits without keeping either in clear.

The index is an HMAC under the house's own index key, so that a stolen base cannot be tried against a list of numbers.
"""

import hmac
import unicodedata

from ens.kernel.identity import Identity

INDEX_BYTES = 16


def _index(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")[:INDEX_BYTES]


def plain_letters(text: str) -> str:
    """Write a name as unaccented capitals and single spaces, as strict traits are compared (RNIV)."""
    bare = unicodedata.normalize("NFKD", text.upper().replace("Œ", "OE").replace("Æ", "AE"))
    letters = "".join(char if char.isalpha() else " " for char in bare if not unicodedata.combining(char))
    return " ".join(letters.split())


def ins_index(key: bytes, oid: str, matricule: str) -> bytes:
    """Make the blind index of a national health identity (OID and matricule)."""
    return _index(key, f"ins|{oid}|{matricule}")


def traits_index(key: bytes, identity: Identity) -> bytes:
    """Make the blind index of the strict traits: birth name, first birth given name, birth date and sex."""
    names = (plain_letters(identity.birth_name), plain_letters(identity.first_given_name))
    traits = (*names, identity.birth_date, identity.sex)
    return _index(key, "traits|" + "|".join(traits))
