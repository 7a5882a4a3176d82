"""The whole description, and the same in the order in which one reads it; pure."""

from collections.abc import Iterable
from typing import NamedTuple

from ens.docs.fhir_paths import list_fhir
from ens.docs.other_paths import list_others
from ens.docs.shapes import Json, components
from ens.fhir.capability import Served


class Gesture(NamedTuple):
    """One thing that can be asked: method, address, in a few words what it does."""

    method: str
    address: str
    text: str


class Chapter(NamedTuple):
    """What is asked about one kind of thing."""

    name: str
    gestures: list[Gesture]


def describe(title: str, version: str, address: str, kinds: Iterable[Served]) -> Json:
    """Describe everything that programs can ask (OpenAPI 3.1.0)."""
    paths: dict[str, Json] = {}
    for where, method, described in (*list_fhir(kinds), *list_others()):
        paths.setdefault(where, {})[method] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
        "servers": [{"url": address}],
        "security": [{"jeton": []}],
        "paths": paths,
        "components": components(),
    }


def arrange(description: Json) -> list[Chapter]:
    """Arrange a description by what it is about, the general before the particular."""
    chapters: dict[str, list[Gesture]] = {}
    for address, methods in description["paths"].items():
        for method, described in methods.items():
            gesture = Gesture(method.upper(), address, described["summary"])
            chapters.setdefault(described["tags"][0], []).append(gesture)
    general = [name for name in ("Service", "Jetons", "Partages", "Journal") if name in chapters]
    rest = [name for name in chapters if name not in general]
    return [Chapter(name, chapters[name]) for name in (*general, *rest)]
