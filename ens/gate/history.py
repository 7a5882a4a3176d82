"""The history of a space at the gate: who came in, when, by which right; looking into it is written down too."""

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Visit, again, look
from ens.gate.house import database, house
from ens.journal import proofs, read
from ens.journal.proofs import Exported
from ens.journal.read import Line
from ens.kernel.actions import Action
from ens.kernel.errors import NotFound
from ens.kernel.receipt import Receipt
from ens.policy.decide import decide
from ens.vault.keyring import Keyring


def list_entries(visit: Visit, space: int, before: int | None, limit: int) -> list[Line]:
    """List the entries of a space, newest first, from before an entry id."""
    keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_LIST)
    return read.list_entries(database(), keyring, receipt, space, before, limit)


def read_entry(visit: Visit, space: int, entry_id: int) -> Line:
    """Read one entry of a space."""
    keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_READ)
    return _known(read.get_entry(database(), keyring, receipt, space, entry_id))


def prove_entry(visit: Visit, space: int, entry_id: int) -> Exported | None:
    """Export the proof of one entry as a self-contained file; None while the tree does not hold it yet."""
    keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_PROVE)
    _known(read.get_entry(database(), keyring, receipt, space, entry_id))
    return proofs.export_proof(database(), keyring, receipt, entry_id, house().signer.vkey)


def _known(line: Line | None) -> Line:
    if line is None:
        raise NotFound
    return line


def _pass(visit: Visit, space: int, action: Action) -> tuple[Keyring, Receipt]:
    return again(lambda: _try(visit, space, action))


def _try(visit: Visit, space: int, action: Action) -> tuple[Keyring, Receipt] | None:
    scene = look(visit, space)
    question = ask(scene, "AuditEvent", action)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None:
        raise trace.refuse(scene, question, decision)
    receipt = trace.admit(scene, question, decision, [])
    return None if receipt is None else (scene.keyring, receipt)
