"""The history of a space at the gate: who came in, when, by which right; looking into it is written down too.

What still has to be announced to the person stays unnamed there: the line shows who came and did what, not to which
document, and its proof follows the announcement (domain 1.2, INVISIBLE_PATIENT).
"""

from collections.abc import Iterator
from dataclasses import replace

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.journal import proofs, read
from ens.journal.entry import Ref
from ens.journal.proofs import Exported
from ens.journal.read import Line
from ens.kernel.actions import Action
from ens.kernel.errors import NotFound
from ens.kernel.receipt import Receipt
from ens.policy.decide import decide
from ens.policy.facts import Flag
from ens.vault import boxes, items
from ens.vault.keyring import Keyring


def list_entries(visit: Visit, space: int, before: int | None, limit: int) -> list[Line]:
    """List the entries of a space, newest first, from before an entry id."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_LIST)
    return _unnamed(scene, keyring, read.list_entries(database(), keyring, receipt, space, before, limit))


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


def _unnamed(scene: Scene, keyring: Keyring, lines: list[Line]) -> list[Line]:
    """Leave out of the lines what names an item that its reader may not know of yet."""
    hidden = _not_announced(scene, keyring, lines)
    return [_without(line, hidden) for line in lines] if hidden else lines


def _not_announced(scene: Scene, keyring: Keyring, lines: list[Line]) -> set[bytes]:
    kinds = {ref.item: ref.kind for ref in _refs(lines)}
    rows = items.list_bodies(database(), scene.space, list(kinds)) if kinds else {}
    hidden = set()
    for item, row in rows.items():
        header = boxes.open_header(keyring, row)
        question = ask(scene, kinds[item], Action.RECORDS_ITEM_READ)
        if header.flags & Flag.NOT_ANNOUNCED and not decide(question, scene.facts(header)).allowed:
            hidden.add(item)
    return hidden


def _refs(lines: list[Line]) -> Iterator[Ref]:
    return (ref for line in lines if line.entry is not None for ref in line.entry.refs)


def _without(line: Line, hidden: set[bytes]) -> Line:
    if line.entry is None or not any(ref.item in hidden for ref in line.entry.refs):
        return line
    kept = tuple(ref for ref in line.entry.refs if ref.item not in hidden)
    return line._replace(entry=replace(line.entry, refs=kept))


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
