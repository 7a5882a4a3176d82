"""What a room declares so that the generic handler serves its sealed kinds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ens.fhir.parameters import SearchParameter
from ens.gate.changes import Change, Context
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.policy.facts import Header

Resource = dict[str, Any]

READ_WRITE: Final = ("read", "vread", "history-instance", "search-type", "create", "update", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Piece:
    """One resource about to be written, its references already those of the house.

    `seen` is the version that it replaces (0 to create), `found` that version; `content` are the raw bytes that came
    with a Binary; `deletes` asks for its logical deletion; `inherits` are the flags of documents that it speaks of and
    that are not in this deposit; `follows` says that it changes only because one of its documents does.
    """

    kind: str
    item: bytes
    id: str
    resource: Resource
    found: Found | None = None
    content: bytes | None = None
    deletes: bool = False
    inherits: int = 0
    follows: bool = False

    @property
    def seen(self) -> int:
        """Tell the version that this one replaces, 0 to create."""
        return self.found.version if self.found else 0

    @property
    def header(self) -> Header | None:
        """Give the header of the version that this one replaces."""
        return self.found.header if self.found else None


@dataclass(frozen=True, slots=True)
class Room:
    """How one room completes and composes what is written to its kinds.

    `extend` adds the pieces that follow from the others (a replaced document, a Binary whose visibility follows its
    document's) and may read at the gate; `compose` makes the changes once the caller has been let in.
    """

    extend: Callable[[Visit, int, Sequence[Piece]], list[Piece]]
    compose: Callable[[Sequence[Piece], Context], list[Change]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One FHIR resource type kept sealed in spaces, and the room that knows it.

    `owner` is the element that says whose a resource is, empty when only the transaction that brings it does; `moment`
    is the date parameter that the sealed header answers; `parameters` are the room's own, when it brings some.
    """

    name: str
    room: Room
    interactions: tuple[str, ...] = READ_WRITE
    order: str = "-date"
    owner: str = "subject"
    moment: str = "date"
    parameters: tuple[SearchParameter, ...] = ()
