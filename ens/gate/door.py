"""The door: reading one thing, and its versions. Two statements: the facts, then the entry; the answer comes after."""

from collections.abc import Iterator

import msgspec

from ens.gate import trace
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.journal.entry import Ref
from ens.kernel.actions import Action
from ens.kernel.errors import NotFound
from ens.kernel.receipt import Receipt
from ens.policy.decide import decide
from ens.policy.facts import Header
from ens.policy.question import Question
from ens.vault import boxes, items
from ens.vault.blobref import BlobRef
from ens.vault.items import Row
from ens.vault.keyring import Keyring


class Found(msgspec.Struct, frozen=True):
    """One version of an item, opened: what the caller was allowed to see."""

    space: int
    item: bytes
    version: int
    header: Header
    resource: bytes
    blob: BlobRef | None


def ask(scene: Scene, kind: str, action: Action) -> Question:
    """Put the question that a scene answers."""
    return Question(action, kind, scene.purpose, scene.mode)


def read(visit: Visit, space: int, item: bytes, kind: str) -> Found:
    """Read the current version of an item, or raise; either way it is written down first."""
    return again(lambda: _read(visit, space, item, kind))


def _read(visit: Visit, space: int, item: bytes, kind: str) -> Found | None:
    scene = look(visit, space, item)
    question = ask(scene, kind, Action.RECORDS_ITEM_READ)
    refs = [trace.reference(kind, space, item, scene.row.version if scene.row else 0)]
    receipt = admit_item(scene, question, refs)
    if receipt is None or scene.keyring is None or scene.row is None:
        return None
    return open_row(scene.keyring, receipt, scene.row, scene.header)


def admit_item(scene: Scene, question: Question, refs: list[Ref], *, exists: bool = True) -> Receipt | None:
    """Decide on the item of a scene and write it down; raises when refused, None when the space changed meanwhile."""
    header = scene.header if scene.header is not None and scene.header.kind == question.kind else None
    decision = decide(question, scene.facts(header))
    if not decision.allowed:
        raise trace.refuse(scene, question, decision, refs)
    if header is None or scene.deleted or not exists:
        raise trace.missing(scene, question, refs)
    return trace.admit(scene, question, decision, refs)


def open_row(keyring: Keyring, receipt: Receipt, row: Row, header: Header | None = None) -> Found:
    """Open a row; its header too, unless it has just been opened for the decision."""
    body = boxes.open_body(keyring, receipt, row)
    header = header or boxes.open_header(keyring, row)
    return Found(keyring.space, row.item, row.version, header, body.resource, body.blob)


def read_version(visit: Visit, place: tuple[int, bytes], kind: str, version: int) -> Found:
    """Read one version of an item, current or past; the right to the current one decides."""
    return again(lambda: _read_version(visit, place, kind, version))


def _read_version(visit: Visit, place: tuple[int, bytes], kind: str, version: int) -> Found | None:
    scene = look(visit, *place)
    question = ask(scene, kind, Action.RECORDS_ITEM_READ)
    refs = [trace.reference(kind, *place, version)]
    row = items.find_version(database(), *place, version)
    receipt = admit_item(scene, question, refs, exists=row is not None)
    if receipt is None or scene.keyring is None or row is None:
        return None
    return open_row(scene.keyring, receipt, row)


def list_versions(visit: Visit, place: tuple[int, bytes], kind: str, limit: int) -> list[Found]:
    """List the versions of an item, newest first."""
    return again(lambda: _list_versions(visit, place, kind, limit))


def _list_versions(visit: Visit, place: tuple[int, bytes], kind: str, limit: int) -> list[Found] | None:
    scene = look(visit, *place)
    question = ask(scene, kind, Action.RECORDS_ITEM_HISTORY)
    receipt = admit_item(scene, question, [trace.reference(kind, *place)])
    if receipt is None or scene.keyring is None or scene.row is None:
        return None
    rows = items.list_versions(database(), *place, scene.row.version + 1, limit)
    return [open_row(scene.keyring, receipt, row) for row in rows]


def stream(found: Found) -> Iterator[bytes]:
    """Give the bytes of a Binary that was read, piece by piece; raises `Tampered` when they were altered."""
    if found.blob is None:
        raise NotFound
    return house().blobs.stream(found.space, found.item, found.blob)
