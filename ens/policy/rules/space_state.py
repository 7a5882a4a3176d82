"""A space that is not open takes nothing in and gives nothing out.

L.1111-13-1 CSP (opposition), R.1111-36 (closure, archive of ten years, erasure). A space created and not yet activated
already receives documents (domain 3b). Closing and erasing stay possible where they make sense.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.policy.facts import OPEN_STATES, Facts, SpaceState
from ens.policy.question import Question
from ens.policy.verdict import Verdict, forbid
from ens.policy.words import Words

REASONS = {
    SpaceState.UNKNOWN: "unknown_space",
    SpaceState.ANNOUNCED: "space_announced",
    SpaceState.SUSPENDED: "space_suspended",
    SpaceState.OPPOSED: "space_opposed",
    SpaceState.CLOSED: "space_closed",
    SpaceState.ERASED: "space_erased",
}
_SHUT = frozenset({SpaceState.ANNOUNCED, SpaceState.SUSPENDED, SpaceState.OPPOSED, SpaceState.CLOSED})
STILL_POSSIBLE = {
    Action.LIFECYCLE_SPACE_ACTIVATE: frozenset({SpaceState.ANNOUNCED, SpaceState.OPPOSED}),
    Action.LIFECYCLE_SPACE_OPPOSE: frozenset({SpaceState.ANNOUNCED}),
    Action.LIFECYCLE_SPACE_CREATE: frozenset({SpaceState.ANNOUNCED, SpaceState.OPPOSED}),
    Action.LIFECYCLE_SPACE_CLOSE: frozenset({SpaceState.ANNOUNCED, SpaceState.SUSPENDED}),
    Action.LIFECYCLE_SPACE_ERASE: _SHUT,
    # A child's rights do not depend on whether the parent's own space is open, nor the other way round.
    Action.SHARING_CARE_WITHDRAW: _SHUT,
    Action.LIFECYCLE_DEATH_DECLARE: _SHUT,
    Action.SHARING_ENTRUSTMENT_DECLARE: _SHUT,
    Action.SHARING_ENTRUSTMENT_WITHDRAW: _SHUT,
    Action.SHARING_GUARDIANSHIP_DECLARE: _SHUT,
    Action.SHARING_GUARDIANSHIP_WITHDRAW: _SHUT,
    Action.SHARING_REPRESENTATION_DECLARE: _SHUT,
    Action.SHARING_REPRESENTATION_WITHDRAW: _SHUT,
}
REFUSALS: Final = {
    "unknown_space": Words(
        told="aucun carnet ne correspond",
        french="Aucun espace n’existe pour cette identité. Vérifiez le matricule INS.",
        english="No space exists for this identity. Check the INS number.",
    ),
    "space_announced": Words(
        told="le carnet n’est pas encore ouvert",
        french="Cet espace n’est pas encore ouvert : rien ne peut y être consulté ni déposé.",
        english="This space is not open yet: nothing can be read or deposited.",
        page="Ce carnet n’est pas encore ouvert.",
    ),
    "space_suspended": Words(
        told="le carnet est suspendu",
        french="Cet espace est suspendu pour le moment. Réessayez plus tard.",
        english="This space is suspended for now. Try again later.",
        page="Ce carnet est suspendu pour le moment. Rien n’est perdu. Réessayez plus tard.",
    ),
    "space_opposed": Words(
        told="le carnet a été refusé avant son ouverture",
        french="La personne s’est opposée à l’ouverture de son espace : rien ne peut y être déposé.",
        english="The person has opposed the opening of their space: nothing can be deposited.",
        page="Ce carnet a été refusé avant son ouverture.",
    ),
    "space_closed": Words(
        told="le carnet est fermé",
        french="Cet espace est fermé : rien ne peut y être consulté ni déposé.",
        english="This space is closed: nothing can be read or deposited.",
        page="Ce carnet est fermé. Rien ne peut plus y être lu ni ajouté.",
    ),
    "too_late_to_oppose": Words(
        told="le carnet est déjà ouvert : il se ferme, il ne se refuse plus",
        page="Ce carnet est déjà ouvert. Il ne peut plus être refusé : ouvrez-le, puis fermez-le.",
    ),
    "space_erased": Words(
        told="le carnet a été effacé",
        french="Cet espace a été effacé : son contenu n’existe plus.",
        english="This space has been erased: its content no longer exists.",
        page="Ce carnet a été effacé. Son contenu n’existe plus.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Forbid every act on a space that is not open, but the steps of its life; what is open is refused no more."""
    if question.action is Action.LIFECYCLE_SPACE_OPPOSE and facts.state in OPEN_STATES:
        return forbid("too_late_to_oppose")
    if facts.state in OPEN_STATES or facts.state in STILL_POSSIBLE.get(question.action, frozenset()):
        return None
    return forbid(REASONS[facts.state])
