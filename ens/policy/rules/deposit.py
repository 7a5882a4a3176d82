"""Structures and professionals deposit what they produce; no authorisation is needed for that.

L.1111-15 CSP: who takes care of a person feeds her record; R.1111-47: she cannot oppose it once the space is open.
To deposit one must find the space: the structure is told its state, under quota.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, permit

DEPOSITORS = frozenset({ActorKind.STRUCTURE, ActorKind.PROFESSIONAL})
RIGHTS: Final = {
    "deposit": "parce que la loi demande aux soignants d’y déposer leurs documents",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit a deposit, and to a structure the finding that comes before it."""
    if question.action is Action.RECORDS_ITEM_CREATE:
        return permit("deposit") if facts.actor.kind in DEPOSITORS else None
    if question.action is Action.REGISTRY_PERSON_FIND and facts.actor.kind is ActorKind.STRUCTURE:
        return permit("deposit")
    return None
