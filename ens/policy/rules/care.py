"""A professional reads with the person's authorisation, while it lasts.

L.1111-17 and R.1111-46 CSP: consent of the holder; Conseil d'État, 15 October 2025: an initial, informed consent.
Which documents each profession may read is the matrix's affair.
"""

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules.acts import FINDING, READING
from ens.policy.verdict import Verdict, permit

ACTS = READING | FINDING


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit reading to a professional whose authorisation has not ended."""
    if facts.actor.kind is not ActorKind.PROFESSIONAL or question.action not in ACTS:
        return None
    until = facts.sharing.authorised.get(facts.actor.number)
    return permit("authorised") if until is not None and until > facts.now else None
