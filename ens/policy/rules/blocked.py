"""A blocked professional or structure reads nothing any more, not even what it wrote; it can still deposit.

L.1111-17 and R.1111-46 CSP (the holder may close her record to a named professional); domain 1.4. A block beats
authorisation and authorship. In an emergency mode it still holds, unless the person herself has switched on that
emergencies lift her blocks: what she decided calmly is not undone by somebody's declaration (ADR 0004). The law speaks
of professionals and structures: nobody shuts herself out, and neither a child nor a parent shuts a representative out.
Nor does a block undo a judge's decision (`entrusted`). To block a structure is to block whoever works there today, even
somebody whom the person has authorised by name.
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
    "place_blocked": Words(
        told="le lieu où il exerce est bloqué",
        french="Cette personne a bloqué l’accès de l’établissement où vous exercez.",
        english="This person has blocked the access of the place where you work.",
        page="Le lieu où vous exercez aujourd’hui est bloqué.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid a blocked actor, and who works at a blocked place, everything but depositing; a person is never one."""
    if facts.actor.kind is ActorKind.PERSON or question.action in STILL_POSSIBLE:
        return None
    if question.mode is not Mode.NORMAL and facts.sharing.emergency_lifts_blocks:
        return None
    if facts.actor.number in facts.sharing.blocked and not facts.entrusted:
        return forbid("blocked")
    works = facts.actor.kind is ActorKind.PROFESSIONAL and facts.place != 0
    return forbid("place_blocked") if works and facts.place in facts.sharing.blocked else None
