"""A masked document is for the person, its author, the treating practitioner and her administrators.

R.1111-49 CSP; domain 1.2 (MASQUE_PS): other professionals must not even know that it exists. In an emergency it stays
masked, unless the person herself has switched on that emergencies unmask.
"""

from typing import Final

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts, Flag
from ens.policy.question import Mode, Question
from ens.policy.rules.acts import READING
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

MASKED_TO = frozenset({ActorKind.PROFESSIONAL, ActorKind.STRUCTURE})
REFUSALS: Final = {
    "masked": Words(
        told="ce document est masqué",
        french="La personne a masqué ce document : seuls elle et son auteur peuvent le voir.",
        english="The person has masked this document: only they and its author can see it.",
        page="Ce document est masqué.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid a masked document to professionals other than its author and the treating practitioner."""
    header, number = facts.header, facts.actor.number
    if header is None or not header.has(Flag.MASKED) or question.action not in READING:
        return None
    sharing = facts.sharing
    if facts.actor.kind not in MASKED_TO or number in {header.author, sharing.treating} | sharing.administrators:
        return None
    if question.mode is not Mode.NORMAL and sharing.emergency_unmasks:
        return None
    return forbid("masked", hides=True)
