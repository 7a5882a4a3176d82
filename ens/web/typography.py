"""French as it is written: elision, and on a page the space before `: ; ? ! »` and after `«` never ends a line.

Lexique des règles typographiques en usage à l'Imprimerie nationale; always U+00A0, for the typeface has no narrow one.
"""

import re
from typing import Final

_VOWELS: Final = frozenset("aàâäeéèêëiîïoôöuùûüyh")
_AS_TYPED: Final = re.compile(r"(<(?:code|pre|textarea)\b.*?</(?:code|pre|textarea)>)", re.DOTALL)
_BEFORE_SIGN: Final = re.compile(
    r" (?=[:;?!»](?:<|[\s.,)…][^<>]*(?:<|\Z)))"
)  # the next bracket opens a tag: this is text
_AFTER_QUOTE: Final = re.compile(r"« (?=[^<>]*(?:<|\Z))")


def of(name: str) -> str:
    """Write `de Sacha`, `d’Anna`, `d’Yves`, `de Yasmine`."""
    letters = name.lower()
    elided = letters[:1] in _VOWELS and not (letters[:1] == "y" and letters[1:2] in _VOWELS)
    return f"d’{name}" if elided else f"de {name}"


def bind_signs(html: str) -> str:
    """Put no-break spaces into the texts of a page; what was typed as code or into a field stays as it is."""
    parts = _AS_TYPED.split(html)
    parts[::2] = [_AFTER_QUOTE.sub("«\u00a0", _BEFORE_SIGN.sub("\u00a0", part)) for part in parts[::2]]
    return "".join(parts)
