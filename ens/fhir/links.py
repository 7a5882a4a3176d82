"""Where the references of what is written lead: inside its own space, to the public directory, or out of the house.

https://hl7.org/fhir/R4/http.html#trules: a transaction resolves the addresses of its own entries and its conditional
references; one that finds nothing, or several, fails the whole.
"""

import re
from collections.abc import Container, Iterable, Mapping
from typing import Final, NamedTuple

from ens.fhir.issues import InvalidResource, invalid
from ens.fhir.parse import Resource
from ens.gate.house import house
from ens.kernel.ids import HOUSE

# Elements that hold the address of another resource without being a Reference.
_REFERENCE: Final = "reference"
_ADDRESSES: Final = frozenset({_REFERENCE, "url", "uri", "valueUri", "valueUrl"})
_LOCAL: Final = re.compile(r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64})(?:/_history/[0-9]{1,9})?")
_URN: Final = re.compile(r"urn:(?:uuid:[0-9a-fA-F-]{36}|oid:[0-9.]{3,128})")
CONDITIONAL: Final = re.compile(r"([A-Z][A-Za-z]{1,63})\?(.+)", re.DOTALL)


class Slot(NamedTuple):
    """A place where an address stands: an element of some object inside a resource."""

    holder: Resource
    name: str

    @property
    def text(self) -> str:
        """Read the address."""
        return str(self.holder[self.name])


def find_slots(resource: Resource) -> list[Slot]:
    """List the places of a resource where addresses stand, in one walk through it."""
    found, waiting = [], [resource]
    while waiting:
        holder = waiting.pop()
        for name, value in holder.items():
            kind = type(value)
            if kind is dict:
                waiting.append(value)
            elif kind is list:
                waiting += [each for each in value if type(each) is dict]
            elif name in _ADDRESSES and kind is str:
                found.append(Slot(holder, name))
    return found


def rewrite(slots: Iterable[Slot], mapping: Mapping[str, str]) -> None:
    """Replace each address of `mapping` where it stands; what follows a `#` stays."""
    for holder, name in slots:
        address, mark, fragment = holder[name].partition("#")
        if address in mapping:
            holder[name] = mapping[address] + mark + fragment


def check_links(slots: Iterable[Slot], space: int, kinds: Container[str], *, resolved: bool = False) -> None:
    """Refuse a reference into another space, whose ids nobody needs to name here; `resolved` forbids open ones too."""
    for holder, name in slots:
        if name != _REFERENCE:
            continue
        text = holder[name]
        found = _LOCAL.fullmatch(text)
        if found is not None:
            if found[1] in kinds and not _leads_here(found[2], space):
                raise dangling()
        elif resolved and (_URN.fullmatch(text) or CONDITIONAL.fullmatch(text)):
            raise dangling()


def _leads_here(public: str, space: int) -> bool:
    place = house().codec.decode(public)
    return place is not None and place[0] in {space, HOUSE}


def dangling() -> InvalidResource:
    """Make the refusal of a reference that leads nowhere."""
    return invalid("not-found", "", "Une référence ne mène nulle part.", "A reference leads nowhere.")


def is_conditional(slot: Slot) -> bool:
    """Say whether a search stands where a reference is expected (`Practitioner?identifier=…|…`)."""
    return slot.name == _REFERENCE and "?" in slot.text and CONDITIONAL.fullmatch(slot.text) is not None
