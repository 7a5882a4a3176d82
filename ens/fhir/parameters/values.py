"""What a search looks at, taken out of a resource: codes, references, names. Wrong shapes give nothing."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from ens.fhir.parse import Resource

Path = tuple[str, ...]

_HISTORY: Final = re.compile(r"/_history/[A-Za-z0-9.-]{1,64}$")
_RELATIVE: Final = re.compile(r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64})")
_CONDITIONAL: Final = re.compile(r"[A-Z][A-Za-z]{1,63}\?identifier=([^|&]*)(?:\||%7C)([^&]*)", re.IGNORECASE)


class Code(NamedTuple):
    """A code in its system; the system is empty when there is none."""

    system: str
    code: str


def walk(value: object, path: Path) -> list[Any]:
    """Give every value at a path of element names, through lists."""
    found: list[Any] = value if type(value) is list else [value]
    for name in path:
        inner = [one[name] for one in found if type(one) is dict and name in one]
        found = [value for one in inner for value in (one if type(one) is list else (one,))]
        if not found:
            break
    return found


def texts(*path: str) -> Callable[[Resource], Iterator[str]]:
    """Extract the strings at a path."""
    return lambda resource: (value for value in walk(resource, path) if isinstance(value, str))


def codes(system: str, *path: str) -> Callable[[Resource], Iterator[Code]]:
    """Extract `code` elements, whose system the specification fixes."""
    return lambda resource: (Code(system, value) for value in walk(resource, path) if isinstance(value, str))


def codings(*path: str) -> Callable[[Resource], Iterator[Code]]:
    """Extract Coding values, or the codings of CodeableConcepts."""

    def extract(resource: Resource) -> Iterator[Code]:
        for value in walk(resource, path):
            if isinstance(value, dict):
                yield from _pairs(walk(value["coding"], ()) if "coding" in value else [value], "code")

    return extract


def identifiers(*path: str) -> Callable[[Resource], Iterator[Code]]:
    """Extract Identifier values."""
    return lambda resource: _pairs(walk(resource, path), "value")


def references(*path: str) -> Callable[[Resource], Iterator[Code]]:
    """Extract References as (type, id), or (whole address, "") when they are not relative."""

    def extract(resource: Resource) -> Iterator[Code]:
        for value in walk(resource, (*path, "reference")):
            if isinstance(value, str) and not value.startswith("#"):
                yield split_reference(value)

    return extract


def extensions(url: str) -> Callable[[Resource], Iterator[Resource]]:
    """Extract the extensions of the resource that have this address."""
    return lambda resource: (
        value for value in walk(resource, ("extension",)) if isinstance(value, dict) and value.get("url") == url
    )


def split_reference(text: str) -> Code:
    """Read `Patient/abc` (any version of it) as (type, id), anything else as (text, "")."""
    plain = _HISTORY.sub("", text)
    found = _RELATIVE.fullmatch(plain)
    return Code(found[1], found[2]) if found else Code(plain, "")


def target_identifiers(*path: str) -> Callable[[Resource], Iterator[Code]]:
    """Extract the identifiers of what is referred to: logical, conditional or contained."""

    def extract(resource: Resource) -> Iterator[Code]:
        for value in walk(resource, path):
            if not isinstance(value, dict):
                continue
            yield from _pairs(walk(value, ("identifier",)), "value")
            found = _CONDITIONAL.fullmatch(str(value.get("reference", "")))
            if found:
                yield Code(unquote(found[1]), unquote(found[2]))
            for target in _contained(resource, value):
                yield from _pairs(walk(target, ("identifier",)), "value")

    return extract


def target_names(part: str, *path: str) -> Callable[[Resource], Iterator[str]]:
    """Extract `given` or `family` of the contained people that are referred to."""

    def extract(resource: Resource) -> Iterator[str]:
        for value in walk(resource, path):
            for target in _contained(resource, value):
                yield from (name for name in walk(target, ("name", part)) if isinstance(name, str))

    return extract


def _contained(resource: Resource, reference: object, depth: int = 0) -> Iterator[Resource]:
    """Follow `#id` to the contained resource, and from a PractitionerRole on to its practitioner."""
    address = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(address, str) or not address.startswith("#"):
        return
    for target in walk(resource, ("contained",)):
        if isinstance(target, dict) and target.get("id") == address[1:]:
            yield target
            if depth == 0:
                yield from _contained(resource, target.get("practitioner"), depth=1)


def _pairs(values: Iterable[object], name: str) -> Iterator[Code]:
    for value in values:
        if isinstance(value, dict):
            system, code = value.get("system", ""), value.get(name, "")
            if isinstance(system, str) and isinstance(code, str) and code:
                yield Code(system, code)
