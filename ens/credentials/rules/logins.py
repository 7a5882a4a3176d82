"""A login name: 8 to 100 lower-case letters, digits and . - _ ; neither a social security number nor an IBAN (X-07)."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from stdnum import iban
from stdnum.fr import nir

SHORTEST, LONGEST = 8, 100
_SHAPE: Final = re.compile(r"[a-z0-9._-]+")
_NIR_13: Final = re.compile(r"[12478][0-9]{4}(?:[0-9]{2}|2a|2b)[0-9]{6}(?:[0-9]{2})?")
SUGGESTED: Final = 3


def read_login(typed: str) -> str:
    """Write a login name as it is compared."""
    return unicodedata.normalize("NFC", typed).strip()


def find_fault(login: str) -> str:
    """Say what is wrong with a login name, or nothing."""
    if not SHORTEST <= len(login) <= LONGEST:
        return f"Il faut de {SHORTEST} à {LONGEST} caractères."
    if not _SHAPE.fullmatch(login):
        return "Utilisez des minuscules sans accent, des chiffres, le point, le tiret ou le tiret bas."
    bare = re.sub(r"[._-]", "", login)
    if _NIR_13.fullmatch(bare) or nir.is_valid(bare.upper()):
        return "Votre numéro de sécurité sociale ne doit pas servir d’identifiant."
    if iban.is_valid(bare.upper()):
        return "Un numéro de compte bancaire ne doit pas servir d’identifiant."
    return ""


def suggest(given_name: str, family_name: str, is_free: Callable[[str], bool], draw: Callable[[int], int]) -> list[str]:
    """Suggest login names that are free; `draw` gives a number below another."""
    return list(islice((each for each in _candidates(given_name, family_name, draw) if is_free(each)), SUGGESTED))


def _candidates(given_name: str, family_name: str, draw: Callable[[int], int]) -> Iterator[str]:
    first, last = _letters(given_name) or "carnet", _letters(family_name) or "sante"
    for _ in range(4 * SUGGESTED):
        short = len(first) + len(last) < SHORTEST - 2
        number = 1_000 + draw(9_000) if short else 10 + draw(990)
        for login in (f"{first}.{last}-{number}", f"{first[:1]}.{last}.{number}", f"{last}-{first}_{number}"):
            if SHORTEST <= len(login) <= LONGEST:
                yield login


def _letters(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in bare if "a" <= char <= "z")[:30]
