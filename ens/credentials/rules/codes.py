"""Codes that are used once: six digits to a contact, twelve letters and digits by letter, ten for the safe (X-08)."""

import re
import secrets
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, 1, I or O: a hand copies them wrong
SENT_DIGITS: Final = 6
LETTER_SIGNS: Final = 12
RECOVERY_SIGNS: Final = 10
RECOVERY_COUNT: Final = 10
TRIES: Final = 5
PAUSE_SECONDS: Final = 30
SENT_SECONDS: Final = 600
LETTER_SECONDS: Final = 42 * 86_400  # six weeks: as long as one may refuse a space (R.1111-28 CSP)
_SIX: Final = re.compile(rf"[0-9]{{{SENT_DIGITS}}}")


def read_digits(typed: str) -> str:
    """Read a code of six digits as somebody typed it, or nothing."""
    bare = re.sub(r"[\s.-]", "", typed[:20])
    return bare if bare.isascii() and _SIX.fullmatch(bare) else ""


def read_signs(typed: str, length: int) -> str:
    """Read a code of letters and digits as somebody typed it, or nothing; a letter O is no zero here."""
    bare = re.sub(r"[\s.-]", "", typed[:40]).upper()
    return bare if len(bare) == length and set(bare) <= set(ALPHABET) else ""


def grouped(code: str, size: int) -> str:
    """Write a code in groups, so that an eye keeps its place: `7KQ2-M8DX-W5TB`."""
    return "-".join(code[at : at + size] for at in range(0, len(code), size))


def draw(below: int) -> int:
    """Draw a number that nobody can foresee."""
    return secrets.randbelow(below)
