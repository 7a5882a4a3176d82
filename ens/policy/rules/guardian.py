"""A guardian who represents a protected adult acts in her name; one who assists her does nothing alone.

Code civil, 440 and 473 (tutelle: the guardian represents), 467 and 494-1 (curatelle: the curator assists; habilitation
familiale), 459 (strictly personal acts and care: the person decides as far as she is able); L.1111-2 CSP. Erasing for
ever is a strictly personal act. The decision of the judge has an end, and the house enters both.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules import own_space
from ens.policy.verdict import Verdict, permit

ACTS: Final = own_space.ACTS - {Action.LIFECYCLE_SPACE_ERASE}
RIGHTS: Final = {
    "guardian": "parce qu’un juge en a fait le tuteur",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit a guardian who represents what the person may do, but erasing."""
    found = facts.guards
    return permit("guardian") if found is not None and found.represents and question.action in ACTS else None
