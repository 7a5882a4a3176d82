"""The history of a space at the gate: who came in, when, by which right; looking into it is written down too.

What its reader may not know of stays unnamed there: the line shows who came and did what, not to which document, and
the proof follows the announcement (domain 1.2, INVISIBLE_PATIENT). What a minor keeps from his representatives goes
further (R.1111-50 CSP): a line about nothing else is not there for them, because who came already tells; of any other
nothing says that something was left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.journal import proofs, read
from ens.journal.entry import Entry, Glance, Ref
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
_HIDDEN: Final = "hidden_from_representatives"
STEP: Final = 100  # entries read at a time where some may have to be left out


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

    `held` are the lines from which something was left out that waits to be announced, `titles` those of the items that
    the reader may see, by item; `directory` knows the actors that stand in it, by number.
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
    return _unnamed(scene, keyring, _page(scene, keyring, receipt, before, limit))


def _page(scene: Scene, keyring: Keyring, receipt: Receipt, before: int | None, limit: int) -> list[Line]:
    """List so many entries that are there for the reader; fewer mean that nothing older is left."""
    step = max(limit, STEP) if scene.facts().represents else limit
    found: list[Line] = []
    while len(found) < limit:
        lines = read.list_entries(database(), keyring, receipt, scene.space, before, step)
        found += _apparent(scene, keyring, lines)
        if len(lines) < step:
            break
        before = lines[-1].id
    return found[:limit]


def tell(visit: Visit, space: int, choose: Choice, reach: int | None = None, depth: int = SURVEYED) -> Account:
    """Look over the history of a space, let `choose` pick entries, and tell these; one look, one entry.

    What a list showed is not told item by item: it may be half a notebook, at every visit; nor are the files of
    documents. The newest entries are looked over, `depth` of them; when `reach`, an entry id, lies further back: those
    before it.
    """
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_LIST)
    edge = None if reach is None else read.find_edge(database(), receipt, space, depth)
    begin = reach if reach is not None and edge is not None and reach <= edge else None
    glances = read.survey(database(), keyring, receipt, space, begin, depth + 1)
    secret = _secret_ids(scene, keyring, receipt, begin, depth)
    reader = scene.actor.number
    seen = [glance for glance in glances[:depth] if glance.id not in secret or glance.actor_number == reader]
    chosen = choose(Survey(seen, len(glances) <= depth, reader, scene.sharing))
    return _account(scene, keyring, _plain(read.get_entries(database(), keyring, receipt, space, chosen)))


def tell_page(visit: Visit, space: int, before: int | None, limit: int) -> Account:
    """Tell the entries of a space, newest first, from before an entry id; lists as in `tell`."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_LIST)
    return _account(scene, keyring, _plain(_page(scene, keyring, receipt, before, limit)))


def tell_entry(visit: Visit, space: int, entry_id: int) -> Account:
    """Tell one entry of a space."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_READ)
    found = read.get_entry(database(), keyring, receipt, space, entry_id)
    return _account(scene, keyring, [_known(scene, keyring, found)])


def read_entry(visit: Visit, space: int, entry_id: int) -> Line:
    """Read one entry of a space."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_READ)
    line = _known(scene, keyring, read.get_entry(database(), keyring, receipt, space, entry_id))
    return _unnamed(scene, keyring, [line])[0]


def prove_entry(visit: Visit, space: int, entry_id: int) -> Exported | None:
    """Export the proof of one entry as a self-contained file; None while the tree does not hold it yet.

    None too while it names what the person is not to know yet: the proof is the whole entry.
    """
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_PROVE)
    line = _known(scene, keyring, read.get_entry(database(), keyring, receipt, space, entry_id))
    if _unnamed(scene, keyring, [line]) != [line]:
        return None
    return proofs.export_proof(database(), keyring, receipt, entry_id, house().signer.vkey)


def report_entry(visit: Visit, space: int, entry_id: int, name: str) -> None:
    """Write down that somebody reports an entry that she may see; `name` is how the entry is called outside."""
    scene, keyring, receipt = _pass(visit, space, Action.HISTORY_ENTRY_READ)
    _known(scene, keyring, read.get_entry(database(), keyring, receipt, space, entry_id))
    _pass(visit, space, Action.HISTORY_ENTRY_REPORT, name)


def _account(scene: Scene, keyring: Keyring, lines: list[Line]) -> Account:
    hidden, secret, titles = _examine(scene, keyring, lines)
    apparent = [_without(line, secret) for line in lines]
    told = [_without(line, hidden) for line in apparent]
    held = frozenset(line.id for line, seen in zip(apparent, told, strict=True) if line is not seen)
    actors = {line.entry.actor_number for line in lines if line.entry and line.entry.actor_kind != ActorKind.PERSON}
    directory = parties.list_numbered(database(), list(actors))
    return Account(scene.space, told, held, titles, directory, scene.actor.number, scene.sharing)


def _plain(lines: list[Line]) -> list[Line]:
    """Keep of each line what its sentence names: no item of a list, of a deposit the documents without their files."""
    return [line if line.entry is None else line._replace(entry=_brief(line.entry)) for line in lines]


def _brief(entry: Entry) -> Entry:
    listed = entry.action == Action.RECORDS_ITEM_LIST
    kept = () if listed else tuple(ref for ref in entry.refs if ref.kind == "DocumentReference")
    return structs.replace(entry, refs=kept) if listed or kept else entry


def _unnamed(scene: Scene, keyring: Keyring, lines: list[Line]) -> list[Line]:
    """Leave out of the lines what names an item that its reader may not know of."""
    hidden, *_ = _examine(scene, keyring, lines)
    return [_without(line, hidden) for line in lines]


def _examine(scene: Scene, keyring: Keyring, lines: list[Line]) -> tuple[set[bytes], set[bytes], dict[bytes, str]]:
    """Decide on each item that the lines name: which are hidden, now or for good, and the titles to be seen."""
    kinds = {ref.item: ref.kind for ref in _refs(lines)}
    rows = items.list_headers(database(), scene.space, list(kinds)) if kinds else {}
    questions = {kind: ask(scene, kind, Action.RECORDS_ITEM_READ) for kind in set(kinds.values())}
    hidden, secret, titles = set(), set(), {}
    for item, row in rows.items():
        header = boxes.open_header(keyring, row)
        decision = decide(questions[kinds[item]], scene.facts(header))
        if not decision.allowed and not decision.discloses:
            hidden.add(item)
            secret |= {item} if _HIDDEN in decision.reasons else set()
        elif decision.allowed and not header.has(Flag.DELETED):
            titles[item] = header.title
    return hidden, secret, titles


def _refs(lines: Iterable[Line]) -> Iterator[Ref]:
    return (ref for line in lines if line.entry is not None for ref in line.entry.refs)


def _without(line: Line, hidden: set[bytes]) -> Line:
    if line.entry is None or not any(ref.item in hidden for ref in line.entry.refs):
        return line
    kept = tuple(ref for ref in line.entry.refs if ref.item not in hidden)
    return line._replace(entry=structs.replace(line.entry, refs=kept))


def _known(scene: Scene, keyring: Keyring, line: Line | None) -> Line:
    found = [] if line is None else _apparent(scene, keyring, [line])
    if not found:
        raise NotFound
    return found[0]


def _apparent(scene: Scene, keyring: Keyring, lines: list[Line]) -> list[Line]:
    """Leave out the lines that a representative must not know of."""
    if not scene.facts().represents:
        return lines
    named = {
        line.id: (line.entry.action, frozenset(ref.item for ref in line.entry.refs)) for line in lines if line.entry
    }
    own = {line.id for line in lines if line.entry and line.entry.actor_number == scene.actor.number}
    secret = _secret(scene, keyring, named) - own
    return [line for line in lines if line.id not in secret]


def _secret_ids(scene: Scene, keyring: Keyring, receipt: Receipt, before: int | None, limit: int) -> set[int]:
    """Name the entries, among the newest before an id, that a representative must not know of."""
    if not scene.facts().represents:
        return set()
    return _secret(scene, keyring, read.list_items(database(), keyring, receipt, scene.space, before, limit))


def _secret(scene: Scene, keyring: Keyring, named: Mapping[int, tuple[str, frozenset[bytes]]]) -> set[int]:
    """Choose the entries about nothing but what is hidden from representatives; a list is about more."""
    about = {key: found for key, (act, found) in named.items() if found and act != Action.RECORDS_ITEM_LIST}
    rows = items.list_headers(database(), scene.space, list(frozenset().union(*about.values())))
    hidden = {
        item for item, row in rows.items() if boxes.open_header(keyring, row).has(Flag.HIDDEN_FROM_REPRESENTATIVES)
    }
    return {key for key, found in about.items() if found <= hidden}


def _pass(visit: Visit, space: int, action: Action, detail: str = "") -> tuple[Scene, Keyring, Receipt]:
    return again(lambda: _try(visit, space, action, detail))


def _try(visit: Visit, space: int, action: Action, detail: str) -> tuple[Scene, Keyring, Receipt] | None:
    scene = look(visit, space)
    question = ask(scene, "AuditEvent", action)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None:
        raise trace.refuse(scene, question, decision)
    receipt = trace.admit(scene, question, decision, [], detail)
    return None if receipt is None else (scene, scene.keyring, receipt)
