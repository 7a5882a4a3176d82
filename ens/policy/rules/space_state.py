"""A space that is not open takes nothing in and gives nothing out.

L.1111-13-1 CSP (opposition), R.1111-36 (closure, archive of ten years, erasure). A space created and not yet activated
already receives documents (domain 3b). Closing and erasing stay possible where they make sense.
"""

from ens.kernel.actions import Action
from ens.policy.facts import OPEN_STATES, Facts, SpaceState
from ens.policy.question import Question
from ens.policy.verdict import Verdict, forbid

REASONS = {
    SpaceState.UNKNOWN: "unknown_space",
    SpaceState.ANNOUNCED: "space_announced",
    SpaceState.SUSPENDED: "space_suspended",
    SpaceState.OPPOSED: "space_opposed",
    SpaceState.CLOSED: "space_closed",
    SpaceState.ERASED: "space_erased",
}
_SHUT = frozenset({SpaceState.ANNOUNCED, SpaceState.SUSPENDED, SpaceState.OPPOSED, SpaceState.CLOSED})
STILL_POSSIBLE = {
    Action.LIFECYCLE_SPACE_CREATE: frozenset({SpaceState.ANNOUNCED, SpaceState.OPPOSED}),
    Action.LIFECYCLE_SPACE_CLOSE: frozenset({SpaceState.ANNOUNCED, SpaceState.SUSPENDED}),
    Action.LIFECYCLE_SPACE_ERASE: _SHUT,
    # A child's rights do not depend on whether the parent's own space is open, nor the other way round.
    Action.SHARING_REPRESENTATION_DECLARE: _SHUT,
    Action.SHARING_REPRESENTATION_WITHDRAW: _SHUT,
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid every act on a space that is not open, but the steps of its life."""
    if facts.state in OPEN_STATES or facts.state in STILL_POSSIBLE.get(question.action, frozenset()):
        return None
    return forbid(REASONS[facts.state])
