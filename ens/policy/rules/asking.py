"""A professional who knows who somebody is may ask to be let in; asking opens nothing.

R.1111-46 CSP: consent is given by any means, so it must be possible to ask for it. Who is blocked asks in vain.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, permit

RIGHTS: Final = {
    "asking": "parce que tout soignant peut demander une autorisation",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit a professional to ask."""
    asks = question.action is Action.SHARING_AUTHORISATION_ASK
    return permit("asking") if asks and facts.actor.kind is ActorKind.PROFESSIONAL else None
