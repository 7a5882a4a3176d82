"""The house itself opens, closes, erases and rotates, and records who represents whom; it never reads.

L.1111-13-1 CSP: the space is opened automatically; R.1111-36: closure, archive and erasure. Key rotation is
maintenance of the same duty of security (L.1110-4-1). Who represents a minor is a matter of civil status: neither the
child nor whoever says to be a parent declares it alone. No right on any document follows from it for the house.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, permit

ACTS = frozenset(
    {
        Action.LIFECYCLE_DEATH_DECLARE,
        Action.LIFECYCLE_SPACE_ACTIVATE,
        Action.LIFECYCLE_SPACE_CREATE,
        Action.LIFECYCLE_SPACE_CLOSE,
        Action.LIFECYCLE_SPACE_ERASE,
        Action.LIFECYCLE_SPACE_OPPOSE,
        Action.LIFECYCLE_SPACE_ROTATE,
        Action.OAUTH_GRANT_WITHDRAW,  # of an app that gives it back, or whose token was stolen
        Action.SHARING_CARE_GIVE,  # the carer's own side
        Action.SHARING_CARE_WITHDRAW,
        Action.SHARING_ENTRUSTMENT_DECLARE,
        Action.SHARING_ENTRUSTMENT_WITHDRAW,
        Action.SHARING_GUARDIANSHIP_DECLARE,
        Action.SHARING_GUARDIANSHIP_WITHDRAW,
        Action.SHARING_REPRESENTATION_DECLARE,
        Action.SHARING_REPRESENTATION_WITHDRAW,
        Action.SHARING_SHARE_WITHDRAW,  # of which the code was guessed at too often
    }
)
RIGHTS: Final = {
    "operation": "pour que le carnet fonctionne",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit the house the acts of a space's life."""
    return permit("operation") if facts.actor.kind is ActorKind.SYSTEM and question.action in ACTS else None
