"""A token does no more than what it was issued for; the house itself holds none.

RFC 6749 section 3.3 and SMART App Launch 2.2: the scopes of the token bound every act, whoever holds it.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy import scopes
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.rules.acts import HISTORY, RULING
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

LETTERS = {
    Action.DIRECTORY_RESOURCE_ADD: "c",
    Action.RECORDS_ITEM_CREATE: "c",
    Action.RECORDS_ITEM_READ: "r",
    Action.RECORDS_ITEM_HISTORY: "r",
    Action.RECORDS_ITEM_UPDATE: "u",
    Action.RECORDS_ITEM_ANNOUNCE: "u",
    Action.RECORDS_ITEM_MASK: "u",
    Action.RECORDS_ITEM_DELETE: "d",
    Action.RECORDS_ITEM_LIST: "s",
    Action.REGISTRY_PERSON_READ: "r",
    Action.REGISTRY_PERSON_FIND: "s",
    Action.HISTORY_ENTRY_LIST: "s",
    Action.HISTORY_ENTRY_READ: "r",
    Action.HISTORY_ENTRY_PROVE: "r",
    Action.HISTORY_ENTRY_REPORT: "r",
}
REFUSALS: Final = {
    "scope": Words(
        told="l’autorisation présentée ne va pas jusque-là",
        french="Votre logiciel n’a pas demandé, ou pas obtenu, le droit de faire cela.",
        english="Your software has not asked for, or not been granted, the right to do this.",
    ),
}


def letter_of(question: Question) -> tuple[str, str]:
    """Tell the kind and the letter that an act needs; no letter where scopes have nothing to say."""
    kind = "AuditEvent" if question.action in HISTORY else question.kind or "Patient"
    return kind, LETTERS.get(question.action, "")


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid what the token's scopes do not hold, nor an app's link; changing a space's rules is a scope of its own.

    Who holds a part of a kind must not even know of the rest.
    """
    if facts.actor.kind is ActorKind.SYSTEM:
        return None
    if question.action in RULING or question.action is Action.SHARING_AUTHORISATION_ASK:
        return None if scopes.manages(facts.actor.scopes) else forbid("scope")
    kind, letter = letter_of(question)
    shelf = None if facts.header is None else facts.header.shelf
    for granted in (facts.actor.scopes,) if facts.link is None else (facts.actor.scopes, facts.link.scopes):
        if letter and not scopes.holds(granted, kind, letter, shelf):
            return forbid("scope", hides=scopes.holds(granted, kind, letter))
    return None
