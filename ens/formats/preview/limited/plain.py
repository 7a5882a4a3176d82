"""Makes text that was found in a file fit to be read: bounded, without what steers the screen."""

import re
from typing import Final

TEXT: Final = 400_000  # characters of one document; its original has the rest
# Controls but tab and line feed; orders of direction, which can turn « 10 mg » around; marks of nothing.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def readable(text: str) -> str:
    """Leave out what cannot be read."""
    return _UNREADABLE.sub("", text)


def tidy(text: str, longest: int = TEXT) -> str:
    """Keep what can be read, at most one blank line at a time."""
    lines = _BREAKS.sub("\n", text[:longest])
    return _BLANK_LINES.sub("\n\n", readable(lines)).strip()
