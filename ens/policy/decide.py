"""The one decision: every rule is asked, a single no wins, and without a yes the answer is no."""

from collections.abc import Callable

import msgspec

from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules import (
    announcing,
    app_link,
    asking,
    author,
    blocked,
    care,
    carer,
    deceased,
    deposit,
    emergency,
    entrusted,
    forbidden_purpose,
    guardian,
    legal_representative,
    masked,
    matrix,
    not_announced,
    operation,
    own_space,
    public_directory,
    scope,
    share,
    space_state,
    trusted,
)
from ens.policy.verdict import Verdict

Rule = Callable[[Question, Facts], Verdict | None]

RULES: tuple[Rule, ...] = (
    own_space.judge,
    legal_representative.judge,
    guardian.judge,
    entrusted.judge,
    carer.judge,
    app_link.judge,
    share.judge,
    author.judge,
    care.judge,
    trusted.judge,
    emergency.judge,
    asking.judge,
    announcing.judge,
    deposit.judge,
    operation.judge,
    public_directory.judge,
    scope.judge,
    space_state.judge,
    deceased.judge,
    forbidden_purpose.judge,
    blocked.judge,
    matrix.judge,
    masked.judge,
    not_announced.judge,
)

NO_RIGHT = "no_right"


class Decision(msgspec.Struct, frozen=True):
    """The answer: allowed or not, and why.

    `reasons` name the rights used, or else what stood against; `discloses` says that the caller may know
    the thing exists (403 with the reasons), otherwise the answer is the same as for the unknown (404).
    """

    allowed: bool
    reasons: tuple[str, ...]
    discloses: bool


def decide(question: Question, facts: Facts) -> Decision:
    """Ask every rule and conclude: allowed when at least one permits and none forbids."""
    permits: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    hidden = False
    for rule in RULES:
        verdict = rule(question, facts)
        if verdict is None:
            continue
        if verdict.permits:
            permits += (verdict.reason,)
        else:
            forbids += (verdict.reason,)
            hidden = hidden or verdict.hides
    if permits and not forbids:
        return Decision(allowed=True, reasons=permits, discloses=True)
    return Decision(allowed=False, reasons=forbids or (NO_RIGHT,), discloses=bool(permits) and not hidden)
