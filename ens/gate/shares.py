"""Shares: what a person shows for a while. They stand in the sealed sharing state of her space alone.

Giving, opening and ending one are changes of that state, so that its end, its openings and its entry hold together in
one transaction, in every process.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec import structs

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database
from ens.gate.shelf import Label
from ens.gate.spaces import change_sharing
from ens.journal.entry import Ref
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import Conflict, NotFound
from ens.policy.decide import decide
from ens.policy.facts import Flag, Header, Share, Sharing
from ens.vault import blind, boxes, items
from ens.vault.items import Row

KIND: Final = "DocumentReference"
SECTIONS: Final = frozenset({"AllergyIntolerance", "Condition", "Immunization", "MedicationRequest", "Procedure"})
SHARES: Final = 20  # of one space, at once
LINES: Final = 200  # of one section
_UNSHOWN: Final = Flag.MASKED | Flag.NOT_ANNOUNCED | Flag.DELETED


class Shown(NamedTuple):
    """What a share shows: documents by their headers, and the lines of its sections, opened."""

    documents: list[Label]
    lines: list[tuple[Header, bytes]]


def give(visit: Visit, space: int, number: int, share: Share) -> None:
    """Show some documents for a while; those that have ended are forgotten on the occasion."""
    if not share.items and not share.kinds:
        raise NotFound
    refs = _showable(visit, space, share.items)
    _require_sections(visit, space, share.kinds)

    def change(old: Sharing) -> Sharing:
        kept = _living(old)
        if len(kept) >= SHARES:
            raise Conflict("Trop de partages sont ouverts. Arrêtez-en un, puis recommencez.")
        return structs.replace(old, shares={**kept, number: share})

    change_sharing(visit, space, Action.SHARING_SHARE_GIVE, change, trace.name_share(number), refs)


def open_share(visit: Visit, space: int, said: str = "") -> None:
    """Use one opening of the share that somebody comes by; raises when it has ended, or there is none left.

    `said` is whom a program says that it opens it for: nobody has verified it.
    """
    share, number = find_share(space, visit.share), visit.share

    def change(old: Sharing) -> Sharing:
        held = old.shares[number]
        return structs.replace(old, shares={**old.shares, number: structs.replace(held, left=held.left - 1)})

    refs = () if share is None else _refs(space, share.items)
    told = trace.name_share(number) + (f", copie remise à « {said} »" if said else "")
    change_sharing(visit, space, Action.SHARING_SHARE_OPEN, change, told, refs)


def withdraw(visit: Visit, space: int, number: int) -> None:
    """End a share; when this returns, nothing decided on it can still be shown."""
    share = find_share(space, number)
    if share is None:
        raise NotFound

    def change(old: Sharing) -> Sharing:
        return structs.replace(old, shares={each: kept for each, kept in old.shares.items() if each != number})

    refs = _refs(space, share.items)
    change_sharing(visit, space, Action.SHARING_SHARE_WITHDRAW, change, trace.name_share(number), refs)


def find_share(space: int, number: int) -> Share | None:
    """Find a share that was not withdrawn, for who holds its address or rules over it; nothing of it is shown."""
    return look(Visit(actor=SYSTEM), space).sharing.shares.get(number)


def list_shares(visit: Visit, space: int) -> dict[int, Share]:
    """List the shares that last, newest first, for who may end them: a representative sees her own alone.

    No item is opened and no line written: this is the person's own sharing state (ADR 0009).
    """
    scene = look(visit, space)
    facts = scene.facts()
    if not decide(ask(scene, "", Action.SHARING_SHARE_WITHDRAW), facts).allowed:
        return {}
    seen = {
        each: share for each, share in _living(scene.sharing).items() if facts.owns or share.by == facts.actor.number
    }
    return dict(sorted(seen.items(), key=lambda held: -held[1].given))


def list_shown(visit: Visit, space: int) -> Shown:
    """List what a share shows to who comes by it, each document and each line decided upon; one entry."""
    return again(lambda: _list_shown(visit, space))


def count_sections(visit: Visit, space: int, kinds: Sequence[str]) -> dict[str, int]:
    """Count what each section would show, for who chooses among them; nothing is opened but headers, nothing written.

    As for `list_shares`, this is what a choice needs and no look at what stands there (ADR 0009).
    """
    scene = look(visit, space)
    found = {kind: [label.header.flags for label, _ in _lines(scene, kind)] for kind in kinds}
    return {kind: sum(not flags & _UNSHOWN for flags in each) for kind, each in found.items()}


def _list_shown(visit: Visit, space: int) -> Shown | None:
    scene = look(visit, space)
    share, question = scene.share, ask(scene, KIND, Action.RECORDS_ITEM_LIST)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None or share is None:
        raise trace.refuse(scene, question, decision)
    documents = _seen(scene, KIND, share.items)
    lines = [line for kind in share.kinds for line in _lines(scene, kind)]
    labels = [label for label, _ in (*documents, *lines)]
    refs = [trace.reference(label.header.kind, space, label.item, label.version) for label in labels]
    receipt = trace.admit(scene, question, decision, refs)
    if receipt is None:
        return None
    facts = [(label.header, boxes.open_body(scene.keyring, receipt, row).resource) for label, row in lines]
    return Shown([label for label, _ in documents], facts)


def _lines(scene: Scene, kind: str) -> list[tuple[Label, Row]]:
    """List what the caller may read of one section, the newest first."""
    if scene.keyring is None:
        return []
    held = [row.item for row in items.list_kind(database(), scene.space, blind.kind(scene.keyring, kind), LINES)]
    return sorted(_seen(scene, kind, held), key=lambda line: (-line[0].header.date, line[0].item))


def _seen(scene: Scene, kind: str, wanted: Sequence[bytes]) -> list[tuple[Label, Row]]:
    """Keep what is of a kind among these, that the caller may read and that was not deleted, in this order."""
    if scene.keyring is None:
        return []
    found, rows = [], items.list_bodies(database(), scene.space, list(wanted))
    question = ask(scene, kind, Action.RECORDS_ITEM_READ)
    for row in (rows[item] for item in wanted if item in rows):
        header = boxes.open_header(scene.keyring, row)
        facts = structs.replace(scene, row=row).facts(header)
        if header.kind == kind and not header.has(Flag.DELETED) and decide(question, facts).allowed:
            found.append((Label(row.item, row.version, header), row))
    return found


def _showable(visit: Visit, space: int, wanted: Sequence[bytes]) -> list[Ref]:
    """Name the documents to show: all of them must be there for who shows them, and masked to nobody."""
    seen = [label for label, _ in _seen(look(visit, space), KIND, wanted) if not label.header.flags & _UNSHOWN]
    if len(seen) != len(wanted):
        raise NotFound
    return _refs(space, wanted)


def _require_sections(visit: Visit, space: int, kinds: Sequence[str]) -> None:
    """Refuse sections that are none, or that who shows them may not read."""
    scene = look(visit, space)
    for kind in kinds:
        if kind not in SECTIONS or not decide(ask(scene, kind, Action.RECORDS_ITEM_LIST), scene.facts()).allowed:
            raise NotFound


def _refs(space: int, wanted: Sequence[bytes]) -> list[Ref]:
    return [trace.reference(KIND, space, item) for item in wanted]


def _living(sharing: Sharing) -> dict[int, Share]:
    now = clock.now_us() // 1_000_000
    return {number: share for number, share in sharing.shares.items() if share.end > now}
