"""A whole shelf at the gate: the headers of one kind that the caller may see, each decided upon; one entry per query.

For lists that sort, count and search by words: what a header says is all they need, and no body is opened. Each header
opens once. The entry names what was shown, chosen among what may be seen.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

import msgspec

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database
from ens.gate.people import refuse
from ens.gate.sight import Sight
from ens.kernel.actions import Action
from ens.kernel.errors import Invalid
from ens.policy.decide import decide
from ens.policy.facts import Flag, Header, Sharing
from ens.policy.question import Question
from ens.vault import blind, boxes, items
from ens.vault.keyring import Keyring

HELD: Final = 20_000  # headers read for one list at most


class Label(NamedTuple):
    """One item as its header tells it."""

    item: bytes
    version: int
    header: Header


class Shelf(msgspec.Struct, frozen=True):
    """All that the caller (`reader`, by number) may see of one kind, in no order."""

    labels: list[Label]
    reader: int
    sharing: Sharing


class Arranged(Protocol):
    """What a choice gives back: at least the labels that are shown."""

    @property
    def shown(self) -> Sequence[Label]: ...  # noqa: D102


A = TypeVar("A", bound=Arranged)


def browse(visit: Visit, space: int, kind: str, arrange: Callable[[Shelf], A]) -> A:
    """Let `arrange` choose among what the caller may see of a kind, write down what it shows, and give it."""
    return again(lambda: _browse(visit, space, kind, arrange))


def _browse(visit: Visit, space: int, kind: str, arrange: Callable[[Shelf], A]) -> A | None:
    scene = look(visit, space)
    question = ask(scene, kind, Action.RECORDS_ITEM_LIST)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None:
        raise refuse(scene, question, decision)
    shelf = Shelf(_labels(scene, scene.keyring, question), scene.actor.number, scene.sharing)
    arranged = arrange(shelf)
    refs = [trace.reference(kind, space, label.item, label.version) for label in arranged.shown]
    return None if trace.admit(scene, question, decision, refs) is None else arranged


def _labels(scene: Scene, keyring: Keyring, question: Question) -> list[Label]:
    rows = items.list_kind(database(), scene.space, blind.kind(keyring, question.kind), HELD)
    if len(rows) >= HELD:
        raise Invalid("Cette liste est trop longue pour être montrée d’un seul tenant.", ("too_broad",))
    found, sight = [], Sight(scene, question.action)
    for row in rows:
        header = boxes.open_header(keyring, row)
        if header.kind != question.kind or header.has(Flag.DELETED):
            continue
        if sight.reaches(header):
            found.append(Label(row.item, row.version, header))
    return found
