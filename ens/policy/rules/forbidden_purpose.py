"""Insurers, employers and banks never enter, whatever they hold and whoever agreed.

L.1111-18 CSP: access to the record cannot be required, not even with the person's consent, for a complementary
insurance contract or any contract that asks for a state of health, nor by an employer; article 226-13 of the
code pénal.
"""

from typing import Final

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

KINDS = frozenset({ActorKind.INSURER, ActorKind.EMPLOYER, ActorKind.BANK})
# v3-PurposeOfUse: payment, health insurance payment, coverage, eligibility, marketing, and operations of employment
PURPOSES = frozenset({"HPAYMT", "COVERAGE", "COVAUTH", "ELIGDTRM", "ELIGVER", "HMARKT", "EMPLOY", "CREDIT"})
REFUSALS: Final = {
    "forbidden_purpose": Words(
        told="la loi l’interdit aux assureurs, aux employeurs et aux banques, quel que soit l’accord",
        french="La loi interdit l’accès à cet espace pour ce motif (assurance, emploi, crédit…).",
        english="The law forbids access to this space for this purpose (insurance, employment, credit…).",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid these callers and these purposes everything, and tell them nothing."""
    if facts.actor.kind in KINDS or question.purpose in PURPOSES:
        return forbid("forbidden_purpose", hides=True)
    return None
