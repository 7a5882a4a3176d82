"""Who wrote a document may read it again, correct it and withdraw it.

R.1111-49 CSP: a masked document stays accessible to its author. Domain 1.3: deletion is logical, by the author only.
A structure may list a space, and sees there what it authored and nothing else.
"""

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules.acts import CHANGING, READING
from ens.policy.verdict import Verdict, permit

ACTS = READING | CHANGING


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit an author what it wrote; permit a structure the empty view of a space in which it looks for its own."""
    if facts.header is None:
        looks = facts.actor.kind is ActorKind.STRUCTURE and question.action is Action.RECORDS_ITEM_LIST
        return permit("author") if looks else None
    wrote = facts.header.author == facts.actor.number
    return permit("author") if wrote and question.action in ACTS else None
