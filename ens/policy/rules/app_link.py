"""An app comes in by the link that the person gave it: so far, so long, and never farther than she sees herself.

Regulation (EU) 2016/679, article 7 (consent, withdrawn as easily as given); R.1111-33 CSP: services of third parties in
the shared medical space act within what the person has agreed to. An app never sees the history, what is masked or what
waits for its announcement, and never what a minor keeps from his representatives when one of them let it in. It changes
nothing but what it wrote (`author`), and never who sees it; how far its link goes is for `scope` to say.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts, Flag
from ens.policy.question import Question
from ens.policy.rules import own_space
from ens.policy.rules.acts import HISTORY, RULING
from ens.policy.verdict import Verdict, forbid, permit

ACTS = own_space.ACTS - HISTORY - RULING - {Action.RECORDS_ITEM_MASK}
RIGHTS: Final = {
    "app_link": "parce que l’application y a été autorisée",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit a linked app what its link holds; forbid it what its giver does not see or has masked."""
    link, header = facts.link, facts.header
    if facts.actor.kind is not ActorKind.APP or link is None or not facts.linked:
        return None
    if header is not None and header.has(Flag.MASKED):
        return forbid("masked", hides=True)
    if header is not None and header.has(Flag.HIDDEN_FROM_REPRESENTATIVES) and link.by != facts.sharing.owner:
        return forbid("hidden_from_representatives", hides=True)
    return permit("app_link") if question.action in ACTS else None
