"""The public directory at the gate: any caller reads it, its keepers add to it, in the house's own journal.

Reading it says nothing about anybody's health, and is not written down; a refusal is.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import transaction

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.errors import NotFound
from ens.kernel.ids import HOUSE
from ens.policy.decide import Decision, decide
from ens.registry import directory
from ens.registry.directory import Line


class Addition(NamedTuple):
    """What came of a demand to add: the new resource, or those that were there already."""

    is_new: bool
    lines: list[Line]


def find(visit: Visit, kind: str, identifier: str, limit: int) -> list[Line]:
    """List the resources of a kind that bear an identifier."""
    _enter(visit, kind, Action.DIRECTORY_RESOURCE_READ)
    return directory.find(database(), identifier, limit)


def read(visit: Visit, kind: str, item: bytes) -> Line:
    """Read a resource by its name."""
    _enter(visit, kind, Action.DIRECTORY_RESOURCE_READ)
    line = directory.find_item(database(), item)
    if line is None or line.kind != kind:
        raise NotFound
    return line


def resolve(visit: Visit, identifiers: Sequence[str]) -> dict[str, list[bytes]]:
    """List the names of the resources that bear each of some identifiers."""
    if not identifiers:
        return {}
    _enter(visit, "", Action.DIRECTORY_RESOURCE_READ)
    return directory.resolve(database(), identifiers)


def find_published(kind: str, system: str, value: str) -> str:
    """Find the public id of whoever bears an identifier in this public register; empty unless exactly one does."""
    found = directory.find(database(), directory.word(kind, system, value), 2)
    return house().codec.encode(HOUSE, found[0].item) if len(found) == 1 else ""


def add(visit: Visit, kind: str, identifiers: Sequence[str], existing: str, write: Callable[[bytes], Line]) -> Addition:
    """Add a resource unless some bear the identifier `existing` (when it is given)."""
    return again(lambda: _add(visit, kind, (identifiers, existing), write))


def _add(visit: Visit, kind: str, words: tuple[Sequence[str], str], write: Callable[[bytes], Line]) -> Addition | None:
    scene, decision = _enter(visit, kind, Action.DIRECTORY_RESOURCE_ADD)
    identifiers, existing = words
    with transaction.atomic(durable=True):
        directory.lock(database())
        if existing and (found := directory.find(database(), existing, 2)):
            return Addition(is_new=False, lines=found)
        line = write(ids.new_item())
        refs = [trace.reference(kind, HOUSE, line.item, 1)]
        if trace.admit(scene, ask(scene, kind, Action.DIRECTORY_RESOURCE_ADD), decision, refs) is None:
            return None
        directory.insert(database(), line, identifiers)
    return Addition(is_new=True, lines=[line])


def _enter(visit: Visit, kind: str, action: Action) -> tuple[Scene, Decision]:
    scene = look(visit, HOUSE)
    question = ask(scene, kind, action)
    decision = decide(question, scene.facts())
    if not decision.allowed:
        raise trace.refuse(scene, question, decision)
    return scene, decision
