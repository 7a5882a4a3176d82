"""What a reader asks of her history, read from the address and written back into addresses."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from ens.fhir.places import entry_of, public_entry
from ens.gate.house import house
from ens.history.rules import Crowd, Deed, Filters
from ens.kernel.errors import Malformed, NotFound

_PERIOD: Final = re.compile(r"20\d\d(-(0[1-9]|1[0-2]))?")
_ACTOR: Final = struct.Struct(">qH")
_ACTOR_MARK: Final = 0xAC00  # two bytes that tell an actor's name in an address from an item's or an entry's


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about the history of one space; `before` is the id of the entry that the page begins after."""

    space: int
    filters: Filters
    before: int | None = None

    def query(self, *, before: int | None = None, **changes: Any) -> str:  # noqa: ANN401  the fields of Filters
        """Write the address of this question with some changes; another question begins at its first page."""
        other = replace(self.filters, **changes)
        named = {
            "par": other.crowd.value,
            "acte": other.deed or "",
            "qui": "" if other.actor is None else public_actor(self.space, other.actor),
            "mois": other.period,
            "avant": "" if before is None else public_entry(self.space, before),
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})


def public_actor(space: int, number: int) -> str:
    """Name an actor in an address of one notebook: opaque, and another name in every other."""
    return house().codec.encode(space, _ACTOR.pack(number, _ACTOR_MARK))


def read_asked(asked: Mapping[str, str], space: int) -> Asked:
    """Read the parameters of the address; `Malformed` with a sentence for what no page of ours writes."""
    crowd, deed, period = (asked.get(name, "") for name in ("par", "acte", "mois"))
    if crowd not in {*Crowd} or (deed and deed not in {*Deed}):
        raise Malformed("Ce filtre n’existe pas.")
    if period and not _PERIOD.fullmatch(period):
        raise Malformed("Écrivez la période comme une année (2026) ou un mois (2026-11).")
    actor = _read_actor(asked.get("qui", ""), space)
    filters = Filters(Crowd(crowd), Deed(deed) if deed else None, actor, period)
    return Asked(space, filters, _read_entry(asked.get("avant", ""), space))


def read_entry(public: str, space: int) -> int:
    """Read the public id of an entry of this notebook; `NotFound` for any other."""
    where, entry_id = entry_of(public)
    if where != space or entry_id < 0:
        raise NotFound
    return entry_id


def _read_entry(public: str, space: int) -> int | None:
    try:
        return read_entry(public, space) if public else None
    except NotFound:
        raise Malformed("Cette page de l’historique n’existe pas.") from None


def _read_actor(public: str, space: int) -> int | None:
    if not public:
        return None
    where, item = house().codec.decode(public) or (-1, b"")
    if where != space or item[-2:] != _ACTOR_MARK.to_bytes(2, "big"):
        raise Malformed("Cette personne ou cette structure n’est pas dans l’historique.")
    number: int = _ACTOR.unpack(item)[0]
    return number
