"""SMART App Launch scopes, versions 1 and 2: which letters a token holds for which kind of resource."""

import re
from functools import lru_cache
from typing import Final

MANAGE = "ens/manage"
_V1 = {"read": "rs", "write": "cud", "*": "cruds"}
_V2: Final = re.compile("(?=.)c?r?u?d?s?")  # the letters in this order, at least one


@lru_cache(maxsize=512)
def parse(scopes: str) -> dict[str, frozenset[str]]:
    """Read a scope string as letters among c, r, u, d, s by resource kind (`*` for all); unknown scopes are ignored.

    Source: SMART App Launch 2.2, "Scopes for requesting FHIR resources".
    """
    letters: dict[str, set[str]] = {}
    for scope in scopes.split():
        context, slash, rest = scope.partition("/")
        kind, dot, rights = rest.partition(".")
        held = _V1.get(rights, rights)
        if slash and dot and context in {"patient", "user", "system"} and _V2.fullmatch(held):
            letters.setdefault(kind, set()).update(held)
    return {kind: frozenset(rights) for kind, rights in letters.items()}


def holds(scopes: str, kind: str, letter: str) -> bool:
    """Say whether a scope string gives this letter on this kind of resource."""
    rights = parse(scopes)
    return letter in rights.get("*", frozenset()) or letter in rights.get(kind, frozenset())


def names(scopes: str, kind: str, letter: str) -> bool:
    """Say whether a scope string gives this letter on this very kind by its name, not by a wildcard."""
    return kind != "*" and letter in parse(scopes).get(kind, frozenset())


@lru_cache(maxsize=512)
def manages(scopes: str) -> bool:
    """Say whether a scope string lets its holder change the space's own rules (never given to an app)."""
    return MANAGE in scopes.split()
