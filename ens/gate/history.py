"""The history of a space at the gate: who came in, when, by which right; looking into it is written down too.

What its reader may not know of stays unnamed there: the line shows who came and did what, not to which document, and
the proof follows the announcement (domain 1.2, INVISIBLE_PATIENT).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.journal import proofs, read
from ens.journal.entry import Glance, Ref
from ens.journal.proofs import Exported
from ens.journal.read import Line
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound
from ens.kernel.receipt import Receipt
from ens.policy.decide import decide
from ens.policy.facts import Flag, Sharing
from ens.registry import parties
from ens.registry.parties import Party
from ens.vault import boxes, items
from ens.vault.keyring import Keyring

SURVEYED: Final = 2_000  # entries looked over for one page at most


@dataclass(frozen=True, slots=True)
class Survey:
    """Entries looked over, newest first, for the actor `reader`; `whole` says that nothing older is left."""

    glances: list[Glance]
    whole: bool
    reader: int
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class Account:
    """Lines of a space's history, newest first, with what tells them to `reader`, an actor's number.

    `held` are the lines from which something was left out, `titles` those of the items that the reader may see, by
    item; `directory` knows the actors that stand in it, by number.
    """

    space: int
    lines: list[Line]
    held: frozenset[int]
    titles: dict[bytes, str]
    directory: dict[int, Party]
    reader: int
    sharing: Sharing


Choice = Callable[[Survey], Sequence[int]]


def list_entries(visit: Visit, space: int, before: int | None, limit: int) -> list[Line]:
    """List the entries of a space, newest first, from before an entry id."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_LIST)
    return _unnamed(scene, keyring, read.list_entries(database(), keyring, receipt, space, before, limit))


def tell(visit: Visit, space: int, choose: Choice, reach: int | None = None, depth: int = SURVEYED) -> Account:
    """Look over the history of a space, let `choose` pick entries, and tell these; one look, one entry.

    What a list showed is not told item by item: it may be half a notebook, at every visit. The newest entries are
    looked over, `depth` of them; when `reach`, an entry id, lies further back: those before it.
    """
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_LIST)

    def look_over(before: int | None) -> list[Glance]:
        return read.survey(database(), keyring, receipt, space, before, depth + 1)

    glances = look_over(None)
    if reach is not None and len(glances) > depth and reach <= glances[depth - 1].id:
        glances = look_over(reach)
    chosen = choose(Survey(glances[:depth], len(glances) <= depth, scene.actor.number, scene.sharing))
    return _account(scene, keyring, _plain(read.get_entries(database(), keyring, receipt, space, chosen)))


def tell_page(visit: Visit, space: int, before: int | None, limit: int) -> Account:
    """Tell the entries of a space, newest first, from before an entry id; lists as in `tell`."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_LIST)
    return _account(scene, keyring, _plain(read.list_entries(database(), keyring, receipt, space, before, limit)))


def tell_entry(visit: Visit, space: int, entry_id: int) -> Account:
    """Tell one entry of a space."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_READ)
    return _account(scene, keyring, [_known(read.get_entry(database(), keyring, receipt, space, entry_id))])


def read_entry(visit: Visit, space: int, entry_id: int) -> Line:
    """Read one entry of a space."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_READ)
    line = _known(read.get_entry(database(), keyring, receipt, space, entry_id))
    return _unnamed(scene, keyring, [line])[0]


def prove_entry(visit: Visit, space: int, entry_id: int) -> Exported | None:
    """Export the proof of one entry as a self-contained file; None while the tree does not hold it yet.

    None too while it names what the person is not to know yet: the proof is the whole entry.
    """
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_PROVE)
    line = _known(read.get_entry(database(), keyring, receipt, space, entry_id))
    if _unnamed(scene, keyring, [line]) != [line]:
        return None
    return proofs.export_proof(database(), keyring, receipt, entry_id, house().signer.vkey)


def _account(scene: Scene, keyring: Keyring, lines: list[Line]) -> Account:
    hidden, titles = _examine(scene, keyring, lines)
    told = [_without(line, hidden) for line in lines]
    held = frozenset(line.id for line, seen in zip(lines, told, strict=True) if line is not seen)
    actors = {line.entry.actor_number for line in lines if line.entry and line.entry.actor_kind != ActorKind.PERSON}
    directory = parties.list_numbered(database(), list(actors))
    return Account(scene.space, told, held, titles, directory, scene.actor.number, scene.sharing)


def _plain(lines: list[Line]) -> list[Line]:
    return [
        line._replace(entry=structs.replace(line.entry, refs=()))
        if line.entry and line.entry.action == Action.RECORDS_ITEM_LIST
        else line
        for line in lines
    ]


def _unnamed(scene: Scene, keyring: Keyring, lines: list[Line]) -> list[Line]:
    """Leave out of the lines what names an item that its reader may not know of."""
    hidden, _ = _examine(scene, keyring, lines)
    return [_without(line, hidden) for line in lines]


def _examine(scene: Scene, keyring: Keyring, lines: list[Line]) -> tuple[set[bytes], dict[bytes, str]]:
    """Decide on each item that the lines name: which must not even be known of, and the titles of those to be seen."""
    kinds = {ref.item: ref.kind for ref in _refs(lines)}
    rows = items.list_headers(database(), scene.space, list(kinds)) if kinds else {}
    hidden, titles = set(), {}
    for item, row in rows.items():
        header = boxes.open_header(keyring, row)
        decision = decide(ask(scene, kinds[item], Action.RECORDS_ITEM_READ), scene.facts(header))
        if not decision.allowed and not decision.discloses:
            hidden.add(item)
        elif decision.allowed and not header.has(Flag.DELETED):
            titles[item] = header.title
    return hidden, titles


def _refs(lines: Iterable[Line]) -> Iterator[Ref]:
    return (ref for line in lines if line.entry is not None for ref in line.entry.refs)


def _without(line: Line, hidden: set[bytes]) -> Line:
    if line.entry is None or not any(ref.item in hidden for ref in line.entry.refs):
        return line
    kept = tuple(ref for ref in line.entry.refs if ref.item not in hidden)
    return line._replace(entry=structs.replace(line.entry, refs=kept))


def _known(line: Line | None) -> Line:
    if line is None:
        raise NotFound
    return line


def _pass(visit: Visit, space: int, action: Action) -> tuple[Scene, Keyring, Receipt]:
    return again(lambda: _try(visit, space, action))


def _try(visit: Visit, space: int, action: Action) -> tuple[Scene, Keyring, Receipt] | None:
    scene = look(visit, space)
    question = ask(scene, "AuditEvent", action)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None:
        raise trace.refuse(scene, question, decision)
    receipt = trace.admit(scene, question, decision, [])
    return None if receipt is None else (scene, scene.keyring, receipt)
