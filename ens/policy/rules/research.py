"""Nobody comes into a person's space for research.

L.1111-14 CSP: the record serves prevention, and the quality and continuity of care. Research has data and rules of its
own (L.1461-3 CSP).
"""

from typing import Final

from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

PURPOSES: Final = frozenset({"HRESCH", "CLINTRCH"})  # v3-PurposeOfUse
REFUSALS: Final = {
    "research": Words(
        told="un carnet ne s’ouvre pas pour la recherche",
        french="Cet espace ne s’ouvre pas pour la recherche.",
        english="This space does not open for research.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:  # noqa: ARG001  every rule is asked the same way
    """Forbid every act for a purpose of research, and tell nothing."""
    return forbid("research", hides=True) if question.purpose in PURPOSES else None
