"""What a change of rule would change, counted over the documents of a space before it is made.

For who may make the change alone, and over what she may see herself: a number tells a parent nothing of what is hidden
from him. Headers are read, no item is opened, and nothing is written down for a look (ADR 0009).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import structs

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, look
from ens.gate.house import database
from ens.gate.sight import Sight
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.policy import scopes
from ens.policy.decide import decide
from ens.policy.facts import Flag, Header, Sharing
from ens.policy.prospect import Effect, Rules, Witness, compare
from ens.policy.question import Mode
from ens.policy.rules.emergency import REGULATES, REGULATION_PLACE
from ens.registry import parties, practices
from ens.registry.parties import Party
from ens.vault import blind, boxes, items

KIND: Final = "DocumentReference"
WEIGHED: Final = 5_000  # documents
WITNESSES: Final = 100  # professionals and structures
_NOBODY: Final = -2
Change = Callable[[Sharing], Sharing]
Revision = Callable[[Header], Header]


class Proposal(NamedTuple):
    """A change of the rules, and one of each header, that could be made."""

    change: Change
    revise: Revision | None = None


def foresee(visit: Visit, space: int, proposals: Sequence[Proposal]) -> list[list[Effect]]:
    """Tell for each proposal what it would change and for whom; raises when the caller may not rule here."""
    scene = look(visit, space)
    question = ask(scene, "", Action.SHARING_CHOICE_SET)
    decision = decide(question, scene.facts())
    if not decision.allowed:
        raise trace.refuse(scene, question, decision)
    headers = list(_headers(scene))
    return [_weigh(scene, headers, each) for each in proposals]


def _weigh(scene: Scene, headers: list[Header], proposal: Proposal) -> list[Effect]:
    revise = proposal.revise
    before = Rules(scene.sharing, headers)
    after = Rules(proposal.change(scene.sharing), headers if revise is None else [revise(each) for each in headers])
    return compare(scene.facts(), before, after, [*_named(before.sharing, after.sharing), *emergencies()])


def _headers(scene: Scene) -> Iterator[Header]:
    """Give the headers of the documents that the caller may see herself, and that count."""
    if scene.keyring is None:
        return
    sight = Sight(scene, Action.RECORDS_ITEM_LIST)
    for row in items.list_kind(database(), scene.space, blind.kind(scene.keyring, KIND), WEIGHED):
        header = boxes.open_header(scene.keyring, row)
        if header.kind == KIND and not header.has(Flag.DELETED) and sight.reaches(header):
            yield header


def _named(before: Sharing, after: Sharing) -> Iterator[Witness]:
    numbers = [*_numbers(before), *_numbers(after)]
    known = parties.list_numbered(database(), list(dict.fromkeys(numbers))[:WITNESSES])
    changed = before.blocked ^ after.blocked
    shut = {each.identifier: each for each in known.values() if each.number in changed}
    for party in known.values():
        if party.active:
            yield witness_of(party)
            yield from _at(party, shut)


def _at(party: Party, shut: Mapping[str, Party]) -> Iterator[Witness]:
    """Put a professional before the decision as she works in each place that is blocked, or blocked no more."""
    if not shut or party.kind is not ActorKind.PROFESSIONAL:
        return
    for practice in practices.list_of(database(), party.number):
        if (place := shut.get(practice.structure)) is not None:
            yield structs.replace(witness_of(party), place=place.number, place_type=place.structure_type)


def _numbers(sharing: Sharing) -> Iterable[int]:
    return [*sharing.authorised, *sharing.blocked, *sharing.administrators, *filter(None, [sharing.treating])]


def witness_of(party: Party) -> Witness:
    """Put a professional before the decision; for a structure, a physician of its team."""
    if party.kind is ActorKind.STRUCTURE:
        member = Actor(ActorKind.PROFESSIONAL, _NOBODY, profession="10", scopes=scopes.PROFESSIONAL, name=party.name)
        return Witness(member, place=party.number, place_type=party.structure_type)
    actor = Actor(party.kind, party.number, party.identifier, party.profession, scopes.PROFESSIONAL, party.name)
    return Witness(actor)


def emergencies() -> Iterator[Witness]:
    """Put a physician whom nobody knows before the decision, in each kind of emergency."""
    stranger = Actor(ActorKind.PROFESSIONAL, _NOBODY, profession=REGULATES, scopes=scopes.PROFESSIONAL)
    yield Witness(stranger, Mode.BREAK_GLASS)
    yield Witness(stranger, Mode.REGULATION, place_type=REGULATION_PLACE)
