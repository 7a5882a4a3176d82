"""Which scopes a program gets of those it asks for: known here, registered for it, and given by the person; pure.

Source: SMART App Launch 2.2, "Scopes and launch context", versions 1 and 2. Undefined or out-of-order scopes are
ignored, as the standard allows; one that is covered in part is cut down to that part.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from ens.policy import categories

CONTEXT: Final = ("openid", "fhirUser", "launch/patient", "offline_access", "online_access")
LONGEST: Final = 2_000  # characters of one demand
_V1: Final = {"read": "rs", "write": "cud", "*": "cruds"}
_SHAPE: Final = re.compile(
    r"(?P<context>patient|user|system)/(?P<kind>\*|[A-Z][A-Za-z]{1,63})\."
    r"(?P<rights>read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(?P<narrowing>[!-~]{1,300}))?"
)
READING: Final = frozenset("rs")
WRITING: Final = frozenset("cud")


class Right(NamedTuple):
    """One resource scope, read: `text` as it was written, `narrowing` what follows its question mark."""

    text: str
    context: str
    kind: str
    letters: frozenset[str]
    narrowing: str


def read(scope: str) -> Right | None:
    """Read a resource scope; None for anything else, and for a narrowing that would not be enforced.

    What is narrowed can be read and searched alone: of what is written, the category is not known beforehand.
    """
    found = _SHAPE.fullmatch(scope)
    if found is None:
        return None
    context, kind, rights, narrowing = found.group("context", "kind", "rights", "narrowing")
    letters = frozenset(_V1.get(rights, rights))
    if narrowing is not None and (not categories.code_of(kind, narrowing) or not letters <= READING):
        return None
    return Right(scope, context, kind, letters, narrowing or "")


def write(context: str, kind: str, letters: Iterable[str], narrowing: str = "") -> str:
    """Write a resource scope of version 2."""
    held = set(letters)
    rights = "".join(each for each in "cruds" if each in held)
    return f"{context}/{kind}.{rights}" + (f"?{narrowing}" if narrowing else "")


def cut(asked: Right, ceiling: Iterable[Right]) -> str:
    """Cut a scope down to what some others hold together; an empty text when that is nothing."""
    held: set[str] = set()
    for other in ceiling:
        same = other.context == asked.context and other.kind in {"*", asked.kind}
        if same and other.narrowing in {"", asked.narrowing}:
            held |= asked.letters & other.letters
    if held == asked.letters:
        return asked.text
    return write(asked.context, asked.kind, held, asked.narrowing) if held else ""


def grantable(asked: str, registered: str, contexts: Iterable[str]) -> str:
    """Give the scopes asked for that are known and registered, in order; resource scopes of some contexts alone."""
    ceiling = rights_of(registered)
    words = set(registered.split())
    kept: list[str] = []
    for scope in dict.fromkeys(asked.split()):
        right = read(scope)
        if right is None:
            kept += [scope] if scope in CONTEXT and scope in words else []
        elif right.context in contexts:
            kept += [text for text in (cut(right, ceiling),) if text]
    return " ".join(kept)


def covers(granted: str, asked: str) -> bool:
    """Say whether every scope asked for lies within those granted (RFC 6749 section 6)."""
    words, ceiling = set(granted.split()), rights_of(granted)
    for scope in asked.split():
        right = read(scope)
        if scope not in words and (right is None or cut(right, ceiling) != scope):
            return False
    return True


def rights_of(scopes: str) -> list[Right]:
    """Read the resource scopes of a string."""
    return [right for scope in scopes.split() if (right := read(scope)) is not None]
