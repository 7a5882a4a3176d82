"""A carer whom the person has chosen reads and adds in her name, until the end that they agreed on.

Domain 3 (« aidants »), features PRO-04 to PRO-07: a carer reads, adds, corrects what she added herself. She deletes
nothing, changes no visibility, rules nothing, takes no copy of the whole, and does not see the history. What is kept
from representatives is kept from carers too.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.policy.facts import Facts, Flag
from ens.policy.question import Question
from ens.policy.rules.acts import FINDING, READING
from ens.policy.verdict import Verdict, forbid, permit

ACTS: Final = READING | FINDING | {Action.RECORDS_ITEM_CREATE}
RIGHTS: Final = {
    "carer": "parce que cette personne est aidante",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit a carer what helps; forbid what is hidden from representatives."""
    if not facts.cares:
        return None
    header = facts.header
    if header is not None and header.has(Flag.HIDDEN_FROM_REPRESENTATIVES):
        return forbid("hidden_from_representatives", hides=True)
    own = header is not None and header.author == facts.actor.number
    corrects = own and question.action is Action.RECORDS_ITEM_UPDATE
    return permit("carer") if corrects or question.action in ACTS else None
