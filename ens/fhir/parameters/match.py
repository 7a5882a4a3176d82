"""Whether an opened resource answers the search, and in which order answers come."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from ens.fhir.parameters.dates import DateTest, Interval
from ens.fhir.parameters.query import Clause, Query, SortKey, Sought
from ens.fhir.parameters.values import Code
from ens.fhir.parse import Resource

Row = TypeVar("Row")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "’": "'"})


def normalise(text: str) -> str:
    """Fold case, accents and spaces, as a search by text does."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def matches(query: Query, resource: Resource, *, everything: bool = False) -> bool:
    """Say whether the resource passes the clauses that tokens do not decide, or every clause."""
    return all(_holds(clause, resource) for clause in query.clauses if everything or not clause.by_tokens)


def updated_matches(query: Query, updated: int) -> bool:
    """Say whether a last change at this microsecond passes every `_lastUpdated` of the search."""
    found = Interval(updated, updated + 1)
    return all(any(test.holds(found) for test in tests) for tests in query.updated)


def arrange(
    query: Query, rows: Sequence[Row], resource_of: Callable[[Row], Resource], updated_of: Callable[[Row], int]
) -> list[Row]:
    """Put rows in the order of `_sort`; what lacks a value comes last. Ties keep their order."""
    ordered = list(rows)
    for key in reversed(query.sort):
        ranked = [(_sort_value(query, key, resource_of(row), updated_of(row)), row) for row in ordered]
        with_value = [(value, row) for value, row in ranked if value is not None]
        with_value.sort(key=lambda pair: pair[0], reverse=key.descending)
        ordered = [row for _, row in with_value] + [row for value, row in ranked if value is None]
    return ordered


def _holds(clause: Clause, resource: Resource) -> bool:
    found = list(clause.parameter.extract(resource))
    if clause.modifier == "missing":
        return (not found) is clause.values[0]
    hit = any(_agrees(value, one, clause.modifier) for value in clause.values for one in found)
    return not hit if clause.modifier == "not" else hit


def _agrees(value: Sought | DateTest | str | bool, found: Code | Interval | str, modifier: str) -> bool:
    if isinstance(value, Sought):
        return isinstance(found, Code) and value.holds(found)
    if isinstance(value, DateTest):
        return isinstance(found, Interval) and value.holds(found)
    if not isinstance(value, str) or not isinstance(found, str):
        return False
    if modifier == "contains":
        return value in normalise(found)
    if modifier == "exact":
        return value == found
    return value == found or normalise(found).startswith(value)


def _sort_value(query: Query, key: SortKey, resource: Resource, updated: int) -> tuple[int, str] | None:
    if key.name == "_lastUpdated":
        return updated, ""
    if key.name == "_id":
        return 0, str(resource.get("id", ""))
    parameter = query.find(key.name)
    values = [_comparable(value, key) for value in parameter.extract(resource)] if parameter else []
    if not values:
        return None
    return max(values) if key.descending else min(values)


def _comparable(value: Code | Interval | str, key: SortKey) -> tuple[int, str]:
    if isinstance(value, Interval):
        return (value.end if key.descending else value.start), ""
    return 0, normalise(value.code if isinstance(value, Code) else value)
