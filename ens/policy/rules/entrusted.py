"""Whom a judge entrusts a child to, a third person or a service, looks after his health until the decision ends.

Code civil, 373-4 (a third person does the usual acts about the child), 375-3 and 375-7 (educative assistance: the same
for whom or what he is placed with; the parents keep their authority, in so far as the judge did not take it away).
Reading and adding are usual acts; ruling the notebook, erasing or looking into its history are not. The minor's secret
holds here too (R.1111-33 CSP, L.1111-5), and what waits for its announcement waits.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts, Flag
from ens.policy.question import Question
from ens.policy.rules.acts import FINDING, READING
from ens.policy.verdict import Verdict, forbid, permit

ACTS: Final = READING | FINDING | {Action.RECORDS_ITEM_CREATE}
RIGHTS: Final = {
    "entrusted": "parce qu’un juge lui a confié cet enfant",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit usual acts to whom a child is entrusted; forbid what he keeps, but to the service that wrote it."""
    if not facts.entrusted:
        return None
    header, service = facts.header, facts.actor.kind is ActorKind.STRUCTURE
    mine = header is not None and header.author == facts.actor.number
    if header is not None and not (service and mine):
        if header.has(Flag.HIDDEN_FROM_REPRESENTATIVES):
            return forbid("hidden_from_representatives", hides=True)
        if header.has(Flag.NOT_ANNOUNCED) and question.action in READING:
            return forbid("not_announced", hides=True)
    corrects = mine and question.action is Action.RECORDS_ITEM_UPDATE
    return permit("entrusted") if corrects or question.action in ACTS else None
