"""The documents that one replaces, and those that replace it: whole documents, not versions of what is said of one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ens.fhir.parameters import parse_query
from ens.fhir.parse import parse_stored
from ens.gate import search
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.gate.search import ListQuery
from ens.policy.facts import Flag
from ens.records.lots import DOCUMENT

STEPS: Final = 10  # documents in each direction at most


@dataclass(frozen=True, slots=True)
class Lineage:
    """Nearest first, in each direction; only what the caller may see."""

    newer: list[Found]
    older: list[Found]


def find_lineage(visit: Visit, found: Found) -> Lineage:
    """Follow the replacements of a document that the caller has read; looks for newer ones only when there must be."""
    older = _follow(found, lambda each: _replaced(visit, each))
    newer = _follow(found, lambda each: _replacing(visit, each)) if found.header.has(Flag.SUPERSEDED) else []
    return Lineage(newer, older)


def _follow(found: Found, step: Callable[[Found], list[Found]]) -> list[Found]:
    chain: list[Found] = []
    seen, here = {found.item}, found
    while len(chain) < STEPS:
        near = [each for each in step(here) if each.item not in seen]
        if not near:
            break
        here = near[0]
        seen.update(each.item for each in near)
        chain += near
    return chain[:STEPS]


def _replaced(visit: Visit, found: Found) -> list[Found]:
    names = [_target(each) for each in parse_stored(found.resource).get("relatesTo", []) if each["code"] == "replaces"]
    places = [house().codec.decode(name.removeprefix(f"{DOCUMENT}/")) for name in names]
    items = tuple(place[1] for place in places if place is not None and place[0] == found.space)
    return _search(visit, found, ListQuery(DOCUMENT, only=items[:STEPS], limit=STEPS)) if items else []


def _replacing(visit: Visit, found: Found) -> list[Found]:
    name = f"{DOCUMENT}/{house().codec.encode(found.space, found.item)}"
    groups = parse_query(DOCUMENT, [("relatesto", name)]).groups
    words = tuple(tuple((DOCUMENT, text.decode()) for text in sorted(group)) for group in groups)
    return _search(visit, found, ListQuery(DOCUMENT, groups=words, limit=STEPS))


def _search(visit: Visit, found: Found, query: ListQuery) -> list[Found]:
    return search.search(visit, found.space, query).hits


def _target(related: dict[str, Any]) -> str:
    return str(related.get("target", {}).get("reference", ""))
