"""The parameters that shape an answer rather than select it, such as `_count` and `_sort`."""

import re
from collections.abc import Callable
from typing import Final, NoReturn

from ens.fhir.parameters.dates import read_test
from ens.fhir.parameters.query import MAX_COUNT, Include, Query, SortKey
from ens.kernel.errors import Malformed

MAX_SORT: Final = 5
MAX_INCLUDES: Final = 10
MAX_ELEMENTS: Final = 50
MAX_IDS: Final = 50
IGNORED: Final = ("_format", "_pretty")

_ID: Final = re.compile(r"[A-Za-z0-9.-]{1,64}")
_CURSOR: Final = re.compile(r"[A-Za-z0-9_.~=-]{1,512}")
_ELEMENT: Final = re.compile(r"(?:[A-Z][A-Za-z]+\.)?([a-z][A-Za-z]{0,63})(?:\.[A-Za-z.]{1,128})?")
_INCLUDE: Final = re.compile(r"([A-Z][A-Za-z]{1,63}):([A-Za-z_.-]{1,64}|\*)(?::([A-Z][A-Za-z]{1,63}))?")


def read(query: Query, name: str, value: str) -> bool:
    """Take one control parameter into the query; False when the name is not one."""
    plain, _, modifier = name.partition(":")
    reader = READERS.get(plain)
    if reader is None or (modifier and (plain not in ("_include", "_revinclude") or modifier != "iterate")):
        return name in IGNORED
    reader(query, name, value)
    return True


def _read_ids(query: Query, name: str, value: str) -> None:
    ids = value.split(",")
    if len(ids) > MAX_IDS or not all(map(_ID.fullmatch, ids)):
        _refuse(name, f"il attend des identifiants séparés par des virgules ({MAX_IDS} au plus)")
    query.ids = frozenset(ids) if query.ids is None else query.ids & frozenset(ids)


def _read_updated(query: Query, name: str, value: str) -> None:
    tests = [read_test(part) for part in value.split(",")]
    found = tuple(test for test in tests if test)
    if len(found) != len(tests):
        _refuse(name, "une date s’écrit par exemple 2026-05-31 ou ge2026-05")
    query.updated.append(found)


def _read_count(query: Query, name: str, value: str) -> None:
    _once(query, name)
    if not re.fullmatch(r"[0-9]{1,9}", value):
        _refuse(name, f"il attend un nombre de 0 à {MAX_COUNT}")
    query.count = min(int(value), MAX_COUNT)


def _read_sort(query: Query, name: str, value: str) -> None:
    _once(query, name)
    keys = [SortKey(part.lstrip("-"), part.startswith("-")) for part in value.split(",")]
    if len(keys) > MAX_SORT:
        _refuse(name, f"il a trop de critères ({MAX_SORT} au plus)")
    for key in keys:
        known = query.find(key.name)
        if key.name not in ("_id", "_lastUpdated") and (known is None or known.name.startswith("_")):
            _refuse(name, f"on ne peut pas trier selon « {key.name[:64]} »")
    query.sort = tuple(keys)


def _read_total(query: Query, name: str, value: str) -> None:
    _once(query, name)
    query.total = _one_of(name, value, ("none", "estimate", "accurate"))


def _read_summary(query: Query, name: str, value: str) -> None:
    _once(query, name)
    query.summary = _one_of(name, value, ("true", "text", "data", "count", "false"))


def _read_elements(query: Query, name: str, value: str) -> None:
    found = [_ELEMENT.fullmatch(part) for part in value.split(",")]
    names = tuple(match[1] for match in found if match)
    if len(names) != len(found) or len(names) > MAX_ELEMENTS:
        _refuse(name, "il attend des noms d’éléments séparés par des virgules")
    query.elements += names


def _read_include(query: Query, name: str, value: str) -> None:
    into = query.includes if name.startswith("_include") else query.revincludes
    found = _INCLUDE.fullmatch(value)
    if found is None or len(into) >= MAX_INCLUDES:
        _refuse(name, f"il s’écrit « Type:paramètre » ou « Type:paramètre:Type » ({MAX_INCLUDES} au plus)")
    into.append(Include(found[1], found[2], found[3] or "", iterate=name.endswith(":iterate")))


def _read_cursor(query: Query, name: str, value: str) -> None:
    _once(query, name)
    if not _CURSOR.fullmatch(value):
        _refuse(name, "reprenez l’adresse « next » telle qu’elle a été donnée")
    query.cursor = value


READERS: Final[dict[str, Callable[[Query, str, str], None]]] = {
    "_count": _read_count,
    "_cursor": _read_cursor,
    "_elements": _read_elements,
    "_id": _read_ids,
    "_include": _read_include,
    "_lastUpdated": _read_updated,
    "_revinclude": _read_include,
    "_sort": _read_sort,
    "_summary": _read_summary,
    "_total": _read_total,
}


def _once(query: Query, name: str) -> None:
    if any(given == name for given, _ in query.applied):
        _refuse(name, "il est donné deux fois")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        _refuse(name, f"il attend l’une de ces valeurs : {', '.join(allowed)}")
    return value


def _refuse(name: str, why: str) -> NoReturn:
    msg = f"Le paramètre de recherche « {name[:64]} » ne peut pas être lu : {why}."
    raise Malformed(msg)
