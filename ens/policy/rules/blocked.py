"""A blocked professional or structure reads nothing any more, not even what it wrote; it can still deposit.

L.1111-17 and R.1111-46 CSP (the holder may close her record to a named professional); domain 1.4. A block beats
authorisation and authorship. In an emergency mode it still holds, unless the person herself has switched on that
emergencies lift her blocks: what she decided calmly is not undone by somebody's declaration (ADR 0004). The law speaks
of professionals and structures: nobody shuts herself out, and neither a child nor a parent shuts a representative out.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Mode, Question
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

STILL_POSSIBLE = frozenset({Action.RECORDS_ITEM_CREATE, Action.REGISTRY_PERSON_FIND})
REFUSALS: Final = {
    "blocked": Words(
        told="cet accès est bloqué",
        french="Cette personne a bloqué votre accès à son espace.",
        english="This person has blocked your access to their space.",
        page="Cet accès est bloqué.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid a blocked actor everything but depositing; a person is never one."""
    actor = facts.actor
    if actor.number not in facts.sharing.blocked or actor.kind is ActorKind.PERSON or question.action in STILL_POSSIBLE:
        return None
    if question.mode is not Mode.NORMAL and facts.sharing.emergency_lifts_blocks:
        return None
    return forbid("blocked")
