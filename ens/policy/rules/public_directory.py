"""The directory of practitioners and places is public: who may come in reads it; its keepers are named by the operator.

RPPS (arrêté of 6 February 2009) and FINESS are public registers. A keeper holds the creation scope of that very kind
(`system/Practitioner.c`): the wildcard that a structure holds for its deposits does not make one.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy import scopes
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, permit

RIGHTS: Final = {
    "directory_keeper": "parce que la tenue de l’annuaire lui est confiée",
    "public_directory": "parce que l’annuaire est public",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit everybody to read the directory, and a keeper to add to it."""
    if question.action is Action.DIRECTORY_RESOURCE_READ:
        return permit("public_directory")
    if question.action is not Action.DIRECTORY_RESOURCE_ADD or facts.actor.kind is not ActorKind.STRUCTURE:
        return None
    return permit("directory_keeper") if scopes.names(facts.actor.scopes, question.kind, "c") else None
