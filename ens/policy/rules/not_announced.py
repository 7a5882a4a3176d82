"""What a professional still has to announce is not shown to the person, nor told to exist.

Domain 1.2 (INVISIBLE_PATIENT): the result waits for the consultation of announcement; professionals read it meanwhile.
"""

from typing import Final

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts, Flag
from ens.policy.question import Question
from ens.policy.rules.acts import READING
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

HIDDEN_FROM = frozenset({ActorKind.PERSON, ActorKind.APP})
REFUSALS: Final = {
    "not_announced": Words(
        told="il n’y a rien à montrer à cette adresse",
        french="Ce document sera visible après son annonce par un professionnel de santé.",
        english="This document will be visible once a health professional has announced it.",
        page="Ce document s’affichera après son annonce par un professionnel de santé.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid the person and her apps what has not been announced."""
    header = facts.header
    if header is None or not header.has(Flag.NOT_ANNOUNCED) or question.action not in READING:
        return None
    return forbid("not_announced", hides=True) if facts.actor.kind in HIDDEN_FROM else None
