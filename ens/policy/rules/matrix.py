"""Each profession reads the kinds of documents that its work needs, and no others.

L.1111-17 III CSP; arrêté of 26 October 2023 (habilitation matrix). The matrix concerns reading, not depositing,
and never the author of a document.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy import matrix
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules.acts import READING
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

ACTS: Final = READING | {Action.RECORDS_ITEM_ANNOUNCE}  # who does not read it does not announce it
REFUSALS: Final = {
    "matrix": Words(
        told="sa profession n’ouvre pas ce genre de document",
        french="Votre profession ne donne pas accès à ce type de document.",
        english="Your profession does not give access to this kind of document.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid a professional the documents outside the matrix, without telling that they exist."""
    header = facts.header
    if facts.actor.kind is not ActorKind.PROFESSIONAL or header is None or question.action not in ACTS:
        return None
    if header.author == facts.actor.number:
        return None
    if matrix.may_read(facts.actor.profession, header.class_code, header.type, facts.matrix):
        return None
    return forbid("matrix", hides=True)
