"""Where a professional stands with a person whom she has named by her whole identity (TD0.2 of the DMP, domain 1.6).

She may always ask to be let in (R.1111-46 CSP), so she is told that the space is there, its state and whether she is
let in; nothing of the person herself before that. What is unknown and what is erased have one same answer.
"""

import msgspec

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.people import KIND, identity_of
from ens.kernel.actions import Action
from ens.kernel.errors import NotFound
from ens.kernel.identity import Identity
from ens.policy.decide import Decision, decide
from ens.policy.facts import Demand, SpaceState

_NOBODY = frozenset({SpaceState.UNKNOWN, SpaceState.ERASED})


class Standing(msgspec.Struct, frozen=True):
    """What one professional is told of one space; `identity` is None for who may not read it.

    `reasons` say why she reads, or why she does not; `until` ends her authorisation (seconds since 1970).
    """

    space: int
    state: SpaceState
    reads: bool
    asks: bool
    reasons: tuple[str, ...]
    until: int = 0
    treating: bool = False
    demand: Demand | None = None
    identity: Identity | None = None


def find_standing(visit: Visit, space: int) -> Standing:
    """Tell a professional where she stands; written down, like every look. Raises NotFound where there is nobody."""
    return again(lambda: _stand(visit, space))


def _stand(visit: Visit, space: int) -> Standing | None:
    scene = look(visit, space)
    question = ask(scene, KIND, Action.REGISTRY_PERSON_FIND)
    found = decide(ask(scene, KIND, Action.REGISTRY_PERSON_READ), scene.facts())  # finding alone is left to the blocked
    asking = decide(ask(scene, KIND, Action.SHARING_AUTHORISATION_ASK), scene.facts())
    if not (found.allowed or asking.discloses) or scene.state in _NOBODY:
        trace.note_refusal(scene, question, found.reasons)
        error = NotFound()
        error.noted = True
        raise error
    shown = found if found.allowed else asking
    if not shown.allowed:
        trace.note_refusal(scene, question, shown.reasons)
    elif trace.admit(scene, question, shown, [], _said(scene)) is None:
        return None
    return _told(scene, found, asking)


def _said(scene: Scene) -> str:
    """Give the reason that was typed for an emergency: it stays in the entry, sealed like all of it."""
    declared = scene.visit.declared
    return "" if declared is None else declared.reason


def _told(scene: Scene, found: Decision, asking: Decision) -> Standing:
    facts, number = scene.facts(), scene.actor.number
    demand = facts.sharing.asked.get(number)
    return Standing(
        space=scene.space,
        state=scene.state,
        reads=found.allowed,
        asks=asking.allowed,
        reasons=found.reasons if found.allowed or asking.allowed else asking.reasons,
        until=facts.authorised_until,
        treating=facts.sharing.treating == number,
        demand=demand if demand is not None and demand.until > facts.now else None,
        identity=identity_of(scene.space, scene.keyring) if found.allowed and scene.keyring else None,
    )


def require(visit: Visit, space: int, action: Action) -> None:
    """Refuse what the caller may not rule in a space, before it is prepared; the act itself is decided upon again."""
    scene = look(visit, space)
    question = ask(scene, "", action)
    decision = decide(question, scene.facts())
    if not decision.allowed:
        raise trace.refuse(scene, question, decision)
