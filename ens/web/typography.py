"""French typography of a page: the space before `: ; ? ! »` and after `«` never ends a line.

Lexique des règles typographiques en usage à l'Imprimerie nationale; always U+00A0, for the typeface has no narrow one.
"""

import re
from typing import Final

_AS_TYPED: Final = re.compile(r"(<(?:code|pre|textarea)\b.*?</(?:code|pre|textarea)>)", re.DOTALL)
_BEFORE_SIGN: Final = re.compile(
    r" (?=[:;?!»](?:<|[\s.,)…][^<>]*(?:<|\Z)))"
)  # the next bracket opens a tag: this is text
_AFTER_QUOTE: Final = re.compile(r"« (?=[^<>]*(?:<|\Z))")


def bind_signs(html: str) -> str:
    """Put no-break spaces into the texts of a page; what was typed as code or into a field stays as it is."""
    parts = _AS_TYPED.split(html)
    parts[::2] = [_AFTER_QUOTE.sub("«\u00a0", _BEFORE_SIGN.sub("\u00a0", part)) for part in parts[::2]]
    return "".join(parts)
