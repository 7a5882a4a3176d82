"""« Qui peut voir ceci, et pourquoi » : for one item, what the decision would answer to each who might ask.

Nothing here is written by hand: the owner, her representatives, the author, the treating practitioner, everybody who is
authorised or blocked, and one of each kind of stranger are put before `decide()`, with the facts of this very moment.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import Final

import msgspec
from msgspec import structs

from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, look
from ens.gate.house import database
from ens.gate.people import name_of
from ens.gate.prospect import emergencies, witness_of
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import Decision, decide
from ens.policy.facts import Facts
from ens.policy.prospect import DECLARED
from ens.policy.question import Mode, Question
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
    GUARDIAN = "guardian"
    CARER = "carer"
    ENTRUSTED = "entrusted"
    TREATING = "treating"
    ADMINISTRATOR = "administrator"
    AUTHORISED = "authorised"
    TEAM = "team"
    AUTHOR = "author"
    BLOCKED = "blocked"
    EMERGENCY = "emergency"
    STRANGER = "stranger"


class Seer(msgspec.Struct, frozen=True):
    """Somebody who might ask, and the answer; `until` ends the authorisation or the representation, 0 without end.

    `mode` is how a physician whom nobody knows comes in an emergency.
    """

    actor: Actor
    seats: tuple[Seat, ...]
    decision: Decision
    specialty: str = ""
    until: int = 0
    mode: Mode = Mode.NORMAL


class Audience(msgspec.Struct, frozen=True):
    """Everybody who was put before the decision, family first; `left_out` are too many to be named."""

    seers: list[Seer]
    left_out: int = 0


def list_audience(scene: Scene, kind: str) -> Audience:
    """List who may and who may not read the item of a scene, and why."""
    question, facts = Question(Action.RECORDS_ITEM_READ, kind), scene.facts(scene.header)
    known = _known(facts)
    others = (_named(question, facts, known), _emergencies(question, facts), _strangers(question, facts))
    seers = [*_family(question, facts), *chain(*others)]
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
    found = [(directory[each], known[each]) for each in numbers if each in directory]
    return chain.from_iterable(_seated(question, facts, party, seats) for party, seats in found)


def _seated(question: Question, facts: Facts, party: Party, seats: tuple[Seat, ...]) -> Iterator[Seer]:
    """Put a professional before the decision; of a structure that is let in, a physician of its team as well."""
    lets_team_in = party.kind is ActorKind.STRUCTURE and Seat.AUTHORISED in seats
    if lets_team_in:
        member = witness_of(party)
        there = structs.replace(facts, place=member.place, place_type=member.place_type)
        until = facts.sharing.authorised.get(party.number, 0)
        yield Seer(member.actor, (Seat.TEAM,), _asked(question, there, member.actor), until=until)
    if not lets_team_in or len(seats) > 1:
        yield _party(
            question, facts, party, tuple(each for each in seats if not lets_team_in or each != Seat.AUTHORISED)
        )


def _known(facts: Facts) -> dict[int, tuple[Seat, ...]]:
    """Tell what each professional and structure is to the person, who may most first; ended ones are strangers."""
    sharing, header = facts.sharing, facts.header
    seats: dict[int, list[Seat]] = {}
    if sharing.treating:
        seats.setdefault(sharing.treating, []).append(Seat.TREATING)
    for number in sorted(sharing.administrators):
        seats.setdefault(number, []).append(Seat.ADMINISTRATOR)
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
    sharing = facts.sharing
    guardians = {number: each.until for number, each in sharing.guardians.items() if each.represents}
    held = (
        (Seat.REPRESENTATIVE, sharing.representatives),
        (Seat.GUARDIAN, guardians),
        (Seat.CARER, sharing.carers),
        (Seat.ENTRUSTED, sharing.entrusted),
    )
    for seat, people in held:
        for number, until in people.items():
            if until > facts.now:
                actor = Actor(ActorKind.PERSON, number, scopes=_ALL, name=name_of(number))
                yield Seer(actor, (seat,), _asked(question, facts, actor), until=until)


def _emergencies(question: Question, facts: Facts) -> Iterator[Seer]:
    """Put a physician whom nobody knows before the decision, in each emergency, declared as it should be."""
    for witness in emergencies():
        declared = structs.replace(facts, place_type=witness.place_type, declared=DECLARED)
        decision = _asked(structs.replace(question, mode=witness.mode), declared, witness.actor)
        yield Seer(witness.actor, (Seat.EMERGENCY,), decision, mode=witness.mode)


def _strangers(question: Question, facts: Facts) -> Iterator[Seer]:
    """Put one of each kind before the decision; the professional is a physician, whose profession reads most."""
    for kind in ActorKind:
        if kind not in {ActorKind.SYSTEM, ActorKind.STRANGER}:
            profession = "10" if kind is ActorKind.PROFESSIONAL else ""
            actor = Actor(kind, _NOBODY, profession=profession, scopes=_ALL)
            yield Seer(actor, (Seat.STRANGER,), _asked(question, facts, actor))


def _asked(question: Question, facts: Facts, actor: Actor) -> Decision:
    return decide(question, structs.replace(facts, actor=actor))
