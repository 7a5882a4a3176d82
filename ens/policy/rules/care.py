"""A professional reads with the person's authorisation, while it lasts; so does the team of the place that she lets in.

L.1111-17 and R.1111-46 CSP: consent of the holder; L.1110-12 CSP: the team of care, which reads by one and the same
consent; Conseil d'État, 15 October 2025: an initial, informed one. Which documents each profession may read is the
matrix's affair.
"""

from typing import Final

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules.acts import FINDING, READING
from ens.policy.verdict import Verdict, permit

ACTS = READING | FINDING
RIGHTS: Final = {
    "team": "parce que vous avez autorisé l’équipe de soins où il exerce",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit reading to a professional whose own authorisation, or that of the place of work, has not ended."""
    if facts.actor.kind is not ActorKind.PROFESSIONAL or question.action not in ACTS:
        return None
    if facts.sharing.authorised.get(facts.actor.number, 0) > facts.now:
        return permit("authorised")
    return permit("team") if facts.authorised_until > facts.now else None
