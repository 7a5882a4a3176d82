"""Who wrote a document may read it again, correct it and withdraw it.

R.1111-49 CSP: a masked document stays accessible to its author. Domain 1.3: deletion is logical, by the author only.
A structure may list a space, and sees there what it authored and nothing else. What a legal representative, a carer, a
guardian or an app adds is added in the name of the person (code civil, 388-1-1): it is hers, and stops being theirs
when they no longer come in her name.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules.acts import CHANGING, READING
from ens.policy.verdict import Verdict, permit

CHANGES = READING | CHANGING
ACTS = CHANGES | {Action.RECORDS_ITEM_MASK}
RIGHTS: Final = {
    "author": "parce que c’est son propre document",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit an author what it wrote; permit a structure the empty view of a space in which it looks for its own."""
    if facts.header is None:
        looks = facts.actor.kind is ActorKind.STRUCTURE and question.action is Action.RECORDS_ITEM_LIST
        return permit("author") if looks else None
    acts = CHANGES if facts.actor.kind is ActorKind.APP else ACTS  # an app never says who sees something
    return permit("author") if _wrote(facts, facts.header.author) and question.action in acts else None


def _wrote(facts: Facts, author: int) -> bool:
    if facts.actor.kind is ActorKind.PERSON and not (facts.owns or facts.represents):
        return False
    if facts.actor.kind is ActorKind.APP and not facts.linked:  # what it wrote here came by a link that is no more
        return False
    return author == facts.actor.number or (facts.owns and facts.sharing.writes_for_her(author))
