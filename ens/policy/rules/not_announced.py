"""What a professional still has to announce is not shown to the person, nor told to exist.

Domain 1.2 (INVISIBLE_PATIENT): the result waits for the consultation of announcement; professionals read it meanwhile.
"""

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts, Flag
from ens.policy.question import Question
from ens.policy.rules.acts import READING
from ens.policy.verdict import Verdict, forbid

HIDDEN_FROM = frozenset({ActorKind.PERSON, ActorKind.APP})


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid the person and her apps what has not been announced."""
    header = facts.header
    if header is None or not header.has(Flag.NOT_ANNOUNCED) or question.action not in READING:
        return None
    return forbid("not_announced", hides=True) if facts.actor.kind in HIDDEN_FROM else None
