"""« Qui peut voir ceci, et pourquoi » : for one item, what the decision would answer to each who might ask.

Nothing here is written by hand: the owner, her representatives, the author, the treating practitioner, everybody who is
authorised or blocked, and one of each kind of stranger are put before `decide()`, with the facts of this very moment.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

import msgspec
from msgspec import structs

from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, look
from ens.gate.house import database
from ens.gate.people import name_of
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import Decision, decide
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.registry import parties
from ens.registry.parties import Party

NAMED: Final = 100  # professionals and structures named at most
INACTIVE: Final = "inactive"  # a line of the directory that is suspended: its token opens nothing
_NOBODY: Final = -2  # the number of no one: neither in a sharing state nor an author
_ALL: Final = "user/*.cruds"  # the most that a token can hold


class Seat(StrEnum):
    """What somebody is to the person whose space it is."""

    OWNER = "owner"
    REPRESENTATIVE = "representative"
    TREATING = "treating"
    AUTHORISED = "authorised"
    AUTHOR = "author"
    BLOCKED = "blocked"
    STRANGER = "stranger"


class Seer(msgspec.Struct, frozen=True):
    """Somebody who might ask, and the answer; `until` ends the authorisation or the representation, 0 without end."""

    actor: Actor
    seats: tuple[Seat, ...]
    decision: Decision
    specialty: str = ""
    until: int = 0


class Audience(msgspec.Struct, frozen=True):
    """Everybody who was put before the decision, family first; `left_out` are too many to be named."""

    seers: list[Seer]
    left_out: int = 0


def list_audience(scene: Scene, kind: str) -> Audience:
    """List who may and who may not read the item of a scene, and why."""
    question, facts = Question(Action.RECORDS_ITEM_READ, kind), scene.facts(scene.header)
    known = _known(facts)
    seers = [*_family(question, facts), *_named(question, facts, known), *_strangers(question, facts)]
    return Audience(seers, max(0, len(known) - NAMED))


def list_carers(visit: Visit, space: int) -> list[Seer]:
    """List the professionals and structures whom the person lets in today, for her and her representatives alone.

    No item is opened and no line written: this is her own sharing state, like the notebooks to offer (ADR 0009).
    """
    scene = look(visit, space)
    facts = scene.facts()
    if not decide(ask(scene, "AuditEvent", Action.HISTORY_ENTRY_LIST), facts).allowed:
        return []
    named = _named(Question(Action.RECORDS_ITEM_READ, "DocumentReference"), facts, _known(facts))
    return [seer for seer in named if seer.decision.allowed]


def _named(question: Question, facts: Facts, known: Mapping[int, tuple[Seat, ...]]) -> Iterator[Seer]:
    numbers = list(known)[:NAMED]
    directory = parties.list_numbered(database(), numbers)
    return (_party(question, facts, directory[each], known[each]) for each in numbers if each in directory)


def _known(facts: Facts) -> dict[int, tuple[Seat, ...]]:
    """Tell what each professional and structure is to the person, who may most first; ended ones are strangers."""
    sharing, header = facts.sharing, facts.header
    seats: dict[int, list[Seat]] = {}
    if sharing.treating:
        seats.setdefault(sharing.treating, []).append(Seat.TREATING)
    for number, until in sharing.authorised.items():
        if until > facts.now:
            seats.setdefault(number, []).append(Seat.AUTHORISED)
    if header is not None:
        seats.setdefault(header.author, []).append(Seat.AUTHOR)
    for number in sorted(sharing.blocked):
        seats.setdefault(number, []).append(Seat.BLOCKED)
    return {number: tuple(held) for number, held in seats.items()}


def _party(question: Question, facts: Facts, party: Party, seats: tuple[Seat, ...]) -> Seer:
    actor = Actor(party.kind, party.number, party.identifier, party.profession, _ALL, party.name)
    decision = _asked(question, facts, actor) if party.active else Decision(False, (INACTIVE,), False)  # noqa: FBT003
    return Seer(actor, seats, decision, party.specialty, facts.sharing.authorised.get(party.number, 0))


def _family(question: Question, facts: Facts) -> Iterator[Seer]:
    owner = Actor(ActorKind.PERSON, facts.sharing.owner, scopes=_ALL, name=name_of(facts.sharing.owner))
    yield Seer(owner, (Seat.OWNER,), _asked(question, facts, owner))
    for number, until in facts.sharing.representatives.items():
        if until > facts.now:
            actor = Actor(ActorKind.PERSON, number, scopes=_ALL, name=name_of(number))
            yield Seer(actor, (Seat.REPRESENTATIVE,), _asked(question, facts, actor), until=until)


def _strangers(question: Question, facts: Facts) -> Iterator[Seer]:
    """Put one of each kind before the decision; the professional is a physician, whose profession reads most."""
    for kind in ActorKind:
        if kind not in {ActorKind.SYSTEM, ActorKind.STRANGER}:
            profession = "10" if kind is ActorKind.PROFESSIONAL else ""
            actor = Actor(kind, _NOBODY, profession=profession, scopes=_ALL)
            yield Seer(actor, (Seat.STRANGER,), _asked(question, facts, actor))


def _asked(question: Question, facts: Facts, actor: Actor) -> Decision:
    return decide(question, structs.replace(facts, actor=actor))
