"""Who sees documents: one, or all at once (domain 1.2, features DOC-05 and CON-01); with what it would change."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import structs

from ens.gate import door, shelf
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.gate.prospect import Proposal, Revision, foresee
from ens.gate.shelf import Label, Shelf
from ens.kernel.errors import NotFound, Refused
from ens.policy.facts import Flag, Header
from ens.policy.prospect import Effect
from ens.records.lots import DOCUMENT
from ens.records.visibility import show

AT_ONCE: Final = 200  # documents changed by one gesture


class Look(StrEnum):
    """What may be said of who sees a document; the text is what the form sends."""

    MASK = "masquer"
    UNMASK = "montrer"
    HIDE = "cacher"
    UNHIDE = "ne-plus-cacher"


_FLAGS: Final[Mapping[Look, tuple[Flag, bool]]] = {
    Look.MASK: (Flag.MASKED, True),
    Look.UNMASK: (Flag.MASKED, False),
    Look.HIDE: (Flag.HIDDEN_FROM_REPRESENTATIVES, True),
    Look.UNHIDE: (Flag.HIDDEN_FROM_REPRESENTATIVES, False),
}


class _Shown(NamedTuple):
    shown: list[Label]
    left: int


def looks_of(header: Header, *, minor: bool) -> list[Look]:
    """List what may be said of one document; only a minor at home keeps something from her representatives."""
    masks = Look.UNMASK if header.has(Flag.MASKED) else Look.MASK
    hides = Look.UNHIDE if header.has(Flag.HIDDEN_FROM_REPRESENTATIVES) else Look.HIDE
    return [masks, hides] if minor else [masks]


def effects_on(visit: Visit, found: Found, looks: list[Look]) -> list[list[Effect]]:
    """Tell what each would change, of this document alone."""
    return foresee(visit, found.space, [Proposal(lambda old: old, _only(found.header, look)) for look in looks])


def effects_on_all(visit: Visit, space: int, looks: list[Look]) -> list[list[Effect]]:
    """Tell what each would change, said of all documents."""
    return foresee(visit, space, [Proposal(lambda old: old, _all(look)) for look in looks])


def say(visit: Visit, found: Found, look: Look) -> None:
    """Say who sees one document that was just read."""
    flag, on = _FLAGS[look]
    masked, hidden = found.header.has(Flag.MASKED), found.header.has(Flag.HIDDEN_FROM_REPRESENTATIVES)
    if flag is Flag.MASKED:
        show(visit, found, masked=on, hidden=hidden)
    else:
        show(visit, found, masked=masked, hidden=on)


def say_of_all(visit: Visit, space: int, look: Look) -> tuple[int, int]:
    """Say it of all documents that the caller sees, so many at once; gives how many were changed, and are left."""
    flag, on = _FLAGS[look]

    def arrange(held: Shelf) -> _Shown:
        others = [label for label in held.labels if label.header.has(flag) is not on and not _waits(label.header)]
        return _Shown(others[:AT_ONCE], max(0, len(others) - AT_ONCE))

    chosen, changed = shelf.browse(visit, space, DOCUMENT, arrange), 0
    for label in chosen.shown:
        try:
            say(visit, door.read(visit, space, label.item, DOCUMENT), look)
        except (NotFound, Refused):  # gone meanwhile
            continue
        changed += 1
    return changed, chosen.left


def _waits(header: Header) -> bool:
    return header.has(Flag.NOT_ANNOUNCED)


def _all(look: Look) -> Revision:
    flag, on = _FLAGS[look]

    def revise(header: Header) -> Header:
        flags = header.flags | int(flag) if on else header.flags & ~int(flag)
        return header if _waits(header) else structs.replace(header, flags=flags)

    return revise


def _only(chosen: Header, look: Look) -> Revision:
    revise = _all(look)
    return lambda header: revise(header) if header == chosen else header
