"""French as it is written: elision, and spaces that never end a line: around signs, in dates and hours.

Lexique des règles typographiques en usage à l'Imprimerie nationale; always U+00A0, for the typeface has no narrow one.
"""

import re
from typing import Final

_VOWELS: Final = frozenset("aàâäeéèêëiîïoôöuùûüyh")
_AS_TYPED: Final = re.compile(r"(<(?:code|pre|textarea)\b.*?</(?:code|pre|textarea)>)", re.DOTALL)
_TAG: Final = re.compile(r"(<[^>]*>)")
_MONTH: Final = "(?=(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc))"
_SPACE: Final = re.compile(
    "|".join(
        (
            r"(?<=«) ",
            r" (?=[:;?!»](?:[\s.,)…]|\Z))",
            rf"(?<=\d) {_MONTH}",  # « 2 novembre »
            rf"(?<=1er) {_MONTH}",
            r"(?<=\d) (?=h\b)",  # « 18 h 12 »
            r"(?<=\d h) (?=\d\d\b)",
        )
    )
)
_CLOSING: Final = re.compile(r"(?<=\. )[^.]{2,18}\.\Z")  # « Rien n’a été lu. » stays whole: « lu. » makes no line
_SHORT: Final = re.compile(r"\b(à|aux?|ce|de|des|du|en|et|la|le|les|un|une) ", re.IGNORECASE)


def of(name: str, word: str = "de") -> str:
    """Write `de Sacha`, `d’Anna`, `d’Yves`, `de Yasmine`; with another word in e, `que Sacha`, `qu’Anna`."""
    letters = name.lower()
    elided = letters[:1] in _VOWELS and not (letters[:1] == "y" and letters[1:2] in _VOWELS)
    return f"{word[:-1]}’{name}" if elided else f"{word} {name}"


def grouped(number: int) -> str:
    """Write a number with its thousands apart: `1 000`."""
    return f"{number:,}".replace(",", "\u00a0")


def tied(title: str) -> str:
    """Keep short words with what they announce: no line of a title ends with « de »."""
    return _SHORT.sub("\\1\u00a0", title)


def bind_signs(html: str) -> str:
    """Put no-break spaces into the texts of a page; what was typed as code or into a field stays as it is."""
    parts = _AS_TYPED.split(html)
    parts[::2] = [_bind(part) for part in parts[::2]]
    return "".join(parts)


def _bind(html: str) -> str:
    """Bind the texts between tags, each by itself: one pass, however long a text is."""
    parts = _TAG.split(html)
    parts[::2] = [_CLOSING.sub(_whole, _SPACE.sub("\u00a0", text)) for text in parts[::2]]
    return "".join(parts)


def _whole(found: re.Match[str]) -> str:
    return found[0].replace(" ", "\u00a0")
