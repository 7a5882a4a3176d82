"""SMART App Launch scopes, versions 1 and 2: which letters a token holds for which kind of resource.

A scope of version 2 may be narrowed to a category (`patient/Observation.rs?category=system|code`). It then holds for
what bears that category; the categories known here are those of `ens.policy.categories`, any other narrowing gives
nothing.
"""

import re
from functools import lru_cache
from typing import Final

from ens.policy import categories

MANAGE = "ens/manage"
PERSON: Final = f"patient/*.cruds {MANAGE}"  # a session of a person
PROFESSIONAL: Final = f"user/*.cruds {MANAGE}"  # a session of a professional: to ask, and to block in trust
CONTEXTS: Final = frozenset({"patient", "user", "system"})
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
        if slash and dot and context in CONTEXTS and _V2.fullmatch(held):
            letters.setdefault(kind, set()).update(held)
    return {kind: frozenset(rights) for kind, rights in letters.items()}


@lru_cache(maxsize=512)
def narrowed(scopes: str) -> dict[tuple[str, str], frozenset[str]]:
    """Read the narrowed scopes of a string: the categories that each (kind, letter) is held for."""
    found: dict[tuple[str, str], set[str]] = {}
    for scope in scopes.split():
        whole, mark, narrowing = scope.partition("?")
        code = categories.code_of(whole.partition("/")[2].partition(".")[0], narrowing) if mark else ""
        for kind, letters in parse(whole).items() if code else ():
            for letter in letters:
                found.setdefault((kind, letter), set()).add(code)
    return {place: frozenset(codes) for place, codes in found.items()}


def holds(scopes: str, kind: str, letter: str, shelf: str | None = None) -> bool:
    """Say whether a scope string gives this letter on this kind of resource, or on what bears these categories of it.

    Without `shelf` the question is about the kind as a whole: a scope narrowed to a part of it is enough to ask.
    """
    rights = parse(scopes)
    if letter in rights.get("*", frozenset()) or letter in rights.get(kind, frozenset()):
        return True
    codes = narrowed(scopes).get((kind, letter), frozenset())
    return bool(codes) and (shelf is None or not codes.isdisjoint(shelf.split()))


def names(scopes: str, kind: str, letter: str) -> bool:
    """Say whether a scope string gives this letter on this very kind by its name, not by a wildcard."""
    return kind != "*" and letter in parse(scopes).get(kind, frozenset())


@lru_cache(maxsize=512)
def manages(scopes: str) -> bool:
    """Say whether a scope string lets its holder change the space's own rules (never given to an app)."""
    return MANAGE in scopes.split()
