"""Insurers, employers and banks never enter, whatever they hold and whoever agreed.

L.1111-18 CSP: access to the record cannot be required, not even with the person's consent, for a complementary
insurance contract or any contract that asks for a state of health, nor by an employer; article 226-13 of the
code pénal.
"""

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, forbid

KINDS = frozenset({ActorKind.INSURER, ActorKind.EMPLOYER, ActorKind.BANK})
# v3-PurposeOfUse: payment, health insurance payment, coverage, eligibility, marketing, and operations of employment
PURPOSES = frozenset({"HPAYMT", "COVERAGE", "COVAUTH", "ELIGDTRM", "ELIGVER", "HMARKT", "EMPLOY", "CREDIT"})


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid these callers and these purposes everything, and tell them nothing."""
    if facts.actor.kind in KINDS or question.purpose in PURPOSES:
        return forbid("forbidden_purpose", hides=True)
    return None
