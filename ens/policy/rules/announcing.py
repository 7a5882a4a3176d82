"""Who may tell the person what waits for its announcement, and so make it visible to her.

Domain 1.2 (INVISIBLE_PATIENT): the author, the treating practitioner, and a professional in charge, after the
consultation of announcement; never the person herself, nor anybody in her name.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, permit

RIGHTS: Final = {
    "announcing": "parce que ce document attendait son annonce",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit the announcement to its author, and to a professional who may read."""
    header, actor = facts.header, facts.actor
    if question.action is not Action.RECORDS_ITEM_ANNOUNCE or header is None:
        return None
    if actor.kind not in {ActorKind.PROFESSIONAL, ActorKind.STRUCTURE}:
        return None
    in_charge = actor.kind is ActorKind.PROFESSIONAL and facts.authorised_until > facts.now
    return permit("announcing") if in_charge or header.author == actor.number else None
