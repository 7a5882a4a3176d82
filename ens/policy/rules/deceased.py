"""At death a notebook shuts: nobody reads, adds or rules any more, neither professionals nor family nor her own access.

L.1110-4 V CSP: after death, heirs ask those who keep the information for what they need, and why; they do not come in
by themselves. L.1111-18 CSP: the record is kept for ten years. R.1111-36 CSP: closure. Authorisations, representation
and guardianship end with the person (code civil, 371-1 and 443). A death that was told by error is taken back by the
house, and everything is as it was.
"""

from typing import Final

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Question
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

REFUSALS: Final = {
    "deceased": Words(
        told="la personne est décédée",
        french="La personne est décédée : rien ne peut être consulté ni déposé dans son espace.",
        english="The person has died: nothing can be read or deposited in their space.",
        page="Ce carnet est fermé depuis le décès de la personne.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:  # noqa: ARG001  every rule is asked the same way
    """Forbid everybody but the house every act once the person has died."""
    return forbid("deceased") if facts.sharing.died and facts.actor.kind is not ActorKind.SYSTEM else None
