"""The person is at home: she reads, adds, looks into her history and sets her own rules.

L.1111-19 CSP: direct access of the holder, with the list of those who came and the traces of what was done.
What others wrote she cannot alter or delete (domain 1.3); what she wrote herself falls under `author`.
"""

from ens.kernel.actions import Action
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules.acts import FINDING, HISTORY, READING, RULING
from ens.policy.verdict import Verdict, permit

ACTS = READING | FINDING | HISTORY | RULING | {Action.RECORDS_ITEM_CREATE, Action.RECORDS_ITEM_MASK}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit the owner of the space what a holder may do."""
    return permit("own_space") if facts.owns and question.action in ACTS else None
