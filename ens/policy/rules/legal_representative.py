"""Who represents a minor is at home in his space until his majority, but for what is kept from representatives.

Code civil, 371-1 (parental authority belongs to the parents until majority), 388 (a minor has not reached eighteen) and
372-2 (each parent does usual acts alone: erasing for ever is not one, so it is not permitted here). R.1111-33 and
R.1111-50 CSP, L.1111-5: the minor's secret holds against his representatives, who must not even know of it, so they are
given no proof of a line: it holds the whole line, and its place among those that they do not see. Two
representatives at most, and the day on which it ends, stand in the sharing state (`ens.sharing.family`).
"""

from typing import Final

from ens.kernel.actions import Action
from ens.policy.facts import Facts, Flag
from ens.policy.question import Question
from ens.policy.rules import own_space
from ens.policy.verdict import Verdict, forbid, permit
from ens.policy.words import Words

ACTS = own_space.ACTS - {Action.LIFECYCLE_SPACE_ERASE, Action.HISTORY_ENTRY_PROVE}
REFUSALS: Final = {
    "hidden_from_representatives": Words(
        told="ce document est caché aux représentants légaux",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit a representative what the minor may do; forbid every act on what is hidden from representatives."""
    if not facts.represents:
        return None
    if facts.header is not None and facts.header.has(Flag.HIDDEN_FROM_REPRESENTATIVES):
        return forbid("hidden_from_representatives", hides=True)
    return permit("legal_representative") if question.action in ACTS else None
