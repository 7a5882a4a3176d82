"""Professionals whom the person trusts most: the treating practitioner and those whom she made administrators.

Domain 1.2 and 1.4, feature PS-06: an administrator sees what is masked and may block others in her name. Blocking
takes away and gives nothing, so her word is not asked first; she is told, and lifts it herself. The treating
practitioner (R.1111-49 CSP) sees what is masked as well.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, permit

RIGHTS: Final = {
    "administrator": "parce que vous l’avez choisi comme administrateur",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit an administrator who is still authorised to block somebody."""
    number, sharing = facts.actor.number, facts.sharing
    if facts.actor.kind is not ActorKind.PROFESSIONAL or question.action is not Action.SHARING_BLOCK_SET:
        return None
    lasts = sharing.authorised.get(number, 0) > facts.now
    return permit("administrator") if number in sharing.administrators and lasts else None
