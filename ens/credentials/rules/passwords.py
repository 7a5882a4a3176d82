"""What a password must be (X-06): nine signs of four sorts, and nothing that somebody else would try first.

NIST SP 800-63B 5.1.1.2 (lists of common words, words about the person), CNIL recommendation 2022-100.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

SHORTEST, LONGEST = 9, 128
_DISGUISES: Final = str.maketrans("@4831!0$5+79€", "aabeiiossttge")
_SHORT_WORD: Final = 4
_MARGINS: Final = re.compile("[^a-z]{0,20}")
_SORTS: Final = (
    ("une minuscule", re.compile("[a-zà-öø-ÿ]")),
    ("une majuscule", re.compile("[A-ZÀ-ÖØ-Þ]")),
    ("un chiffre", re.compile("[0-9]")),
    ("un signe comme ! ? - ou €", re.compile(r"[^0-9A-Za-zÀ-ÿ\s]")),
)


def read_password(typed: str) -> str:
    """Write a password as it is compared (RFC 8265: one form for letters that look alike)."""
    return unicodedata.normalize("NFC", typed)


def find_fault(password: str, personal: Iterable[str] = ()) -> str:
    """Say what is wrong with a password, or nothing; `personal` are words and numbers about the person."""
    if len(password) < SHORTEST:
        return f"Il faut {SHORTEST} caractères au moins."
    if len(password) > LONGEST:
        return f"Il faut {LONGEST} caractères au plus."
    missing = [name for name, sort in _SORTS if not sort.search(password)]
    if missing:
        return f"Il manque {_listed(missing)}."
    if _is_personal(password, personal):
        return "Un nom, une date ou un numéro qui vous concerne se devine. Choisissez autre chose."
    if _is_common(password):
        return "Ce mot de passe est trop courant. Choisissez plusieurs mots sans rapport entre eux."
    return ""


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return "".join(char for char in bare if not unicodedata.combining(char))


def _is_personal(password: str, personal: Iterable[str]) -> bool:
    plain = _folded(password)
    forms = (plain, plain.translate(_DISGUISES))
    words = [word for text in personal for word in re.split(r"[^a-z0-9]+", _folded(text))]
    return any(word in form for word in words if len(word) >= _SHORT_WORD for form in forms)


def _is_common(password: str) -> bool:
    """Take off disguises and what people put around one word, then look it up; sequences and repeats too."""
    plain = _folded(password)
    return any(core in _common() or _is_repeated(core) for core in _cores(plain))


def _cores(plain: str) -> set[str]:
    """Give what is left of letters, with all or some of the signs around them taken off before disguises are."""
    start, end = _MARGINS.match(plain), _MARGINS.match(plain[::-1])
    before, after = (len(found[0]) if found else 0 for found in (start, end))
    pieces = {plain[left : len(plain) - right] for left in range(before + 1) for right in range(after + 1)}
    return {re.sub("[^a-z]", "", form) for piece in pieces for form in (piece, piece.translate(_DISGUISES))}


def _is_repeated(core: str) -> bool:
    return len(set(core)) < 2 or any(
        core == (core[:size] * len(core))[: len(core)] for size in range(1, min(4, len(core) // 2) + 1)
    )


@cache
def _common() -> frozenset[str]:
    text = Path(__file__).with_name("common_passwords.txt").read_text("utf-8")
    words = [line for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(words) | frozenset(word * 2 for word in words) | frozenset(word[::-1] for word in words)
