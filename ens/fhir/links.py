"""Where the references of what is written lead: inside its own space, to the public directory, or out of the house.

https://hl7.org/fhir/R4/http.html#trules: a transaction resolves the addresses of its own entries and its conditional
references; one that finds nothing, or several, fails the whole.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Final

from ens.fhir.issues import InvalidResource, invalid
from ens.fhir.parse import Resource
from ens.gate.house import house
from ens.kernel.ids import HOUSE

# Elements that hold the address of another resource without being a Reference.
_ADDRESSES: Final = frozenset({"reference", "url", "uri", "valueUri", "valueUrl"})
_LOCAL: Final = re.compile(r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64})(?:/_history/[0-9]{1,9})?")
_URN: Final = re.compile(r"urn:(?:uuid:[0-9a-fA-F-]{36}|oid:[0-9.]{3,128})")
CONDITIONAL: Final = re.compile(r"([A-Z][A-Za-z]{1,63})\?(.+)", re.DOTALL)


def rewrite_references(resource: Resource, mapping: Mapping[str, str]) -> Resource:
    """Copy a resource with each address of `mapping` replaced, in references, attachments and uris."""
    return {key: _rewrite(key, value, mapping) for key, value in resource.items()}


def _rewrite(key: str, value: object, mapping: Mapping[str, str]) -> object:
    if isinstance(value, str):
        if key not in _ADDRESSES:
            return value
        address, mark, fragment = value.partition("#")
        return mapping[address] + mark + fragment if address in mapping else value
    if isinstance(value, dict):
        return {name: _rewrite(name, item, mapping) for name, item in value.items()}
    if isinstance(value, list):
        return [_rewrite(key, item, mapping) for item in value]
    return value


def references(value: object) -> Iterator[str]:
    """Give the text of every Reference inside a resource."""
    if isinstance(value, dict):
        found = value.get("reference")
        if isinstance(found, str):
            yield found
        for item in value.values():
            if isinstance(item, dict | list):
                yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def check_links(resource: Resource, space: int, kinds: Container[str], *, resolved: bool = False) -> None:
    """Refuse a reference into another space, whose ids nobody needs to name here; `resolved` forbids open ones too."""
    for text in references(resource):
        found = _LOCAL.fullmatch(text)
        if found is not None:
            if found[1] in kinds and not _leads_here(found[2], space):
                raise dangling(str(resource.get("resourceType", "")))
        elif resolved and (_URN.fullmatch(text) or CONDITIONAL.fullmatch(text)):
            raise dangling("Bundle.entry")


def _leads_here(public: str, space: int) -> bool:
    place = house().codec.decode(public)
    return place is not None and place[0] in {space, HOUSE}


def dangling(place: str) -> InvalidResource:
    """Make the refusal of a reference that leads nowhere."""
    return invalid("not-found", place, "Une référence ne mène nulle part.", "A reference leads nowhere.")
