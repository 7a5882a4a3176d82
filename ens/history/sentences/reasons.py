"""Every reason of the policy as words: by which right somebody came in, why we refused, why an act failed.

The codes are those that `ens.policy` and `ens.gate` write into entries; a test finds the one that has no words here.
"""

from collections.abc import Iterable
from typing import Final

from ens.credentials.rules import reasons as credentials
from ens.federation import words as federation
from ens.history.sentences.notebook import Notebook
from ens.history.sentences.who import Actor
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy import reasons as laws
from ens.policy.rules.acts import CHANGING, HISTORY

# Several rights may hold at once: the first of these is the one that is told.
RIGHTS: Final = tuple(dict.fromkeys(("own_space", "legal_representative", "authorised", *laws.RIGHTS)))
_LOOKED: Final = "pour y retrouver ce qui vient de sa part"
_FOUND: Final = "pour pouvoir y déposer un document"

NOTHING_THERE: Final = "il n’y a rien à montrer à cette adresse"
_HIDDEN: Final = frozenset({"not_announced", "hidden_from_representatives"})
REFUSALS: Final = {
    **{reason: words.told for reason, words in laws.REFUSALS.items()},
    "deleted": "ce document a été supprimé",
    "unknown": NOTHING_THERE,
}
# Why somebody stayed at the doorstep: each room that knows who somebody is has its own reasons.
DOORSTEP: Final = {
    **{reason: words.told for reason, words in credentials.REFUSALS.items()},
    **{reason: words.told for reason, words in federation.REFUSALS.items()},
}
FAILURES: Final = {
    "conflict": "quelque chose a changé au même moment",
    "gone": "le document avait été supprimé",
    "invalid": "ce qui était envoyé ne convenait pas",
    "malformed": "ce qui était envoyé n’était pas lisible",
    "notfound": "ce qui était demandé n’existe pas",
    "preconditionfailed": "le document avait changé entre-temps",
    "refused": "une partie n’était pas permise",
    "storage": "le service n’a pas pu écrire à ce moment-là",
    "taken": "le document était déjà là",
    "toolarge": "le fichier était trop lourd",
    "toomany": "il y avait trop de demandes",
    "unauthenticated": "la connexion avait pris fin",
    "unavailable": "le service était indisponible",
    "wrongtype": "ce genre de fichier n’est pas accepté",
}
UNSAID: Final = "une raison que nous ne savons pas encore dire"


def right_of(reasons: Iterable[str], actor: Actor, action: str, notebook: Notebook) -> str:
    """Say by which right an act was allowed."""
    held = set(reasons)
    right = next((each for each in RIGHTS if each in held), "")
    if right == "own_space":
        return "parce que c’est votre carnet" if notebook.own else "parce que c’est son carnet"
    if right == "legal_representative":
        return _representing(actor, notebook)
    if right == "authorised":
        return _authorised(actor, notebook)
    if right == "author" and action == Action.RECORDS_ITEM_LIST:
        return _LOOKED
    if right == "deposit" and action == Action.REGISTRY_PERSON_FIND:
        return _FOUND
    return laws.RIGHTS.get(right, f"pour {UNSAID}")


def refusal_of(reasons: Iterable[str], actor: Actor, action: str, notebook: Notebook) -> str:
    """Say why an act was refused; what a reader is not to know of is refused her like what does not exist."""
    held = set(reasons)
    if "forbidden_purpose" in held:
        return REFUSALS["forbidden_purpose"]
    if held & _HIDDEN and actor.kind in {ActorKind.PERSON, ActorKind.APP} and not _may_hear(held, notebook):
        return NOTHING_THERE
    said = [words for reason, words in (REFUSALS | DOORSTEP).items() if reason in held]
    if "no_right" in held:
        said.append(_no_right(actor, action, notebook))
    return " et ".join(dict.fromkeys(said)) or UNSAID


def failure_of(reasons: Iterable[str]) -> str:
    """Say why an act that was allowed came to nothing."""
    return " et ".join(dict.fromkeys(FAILURES.get(reason, UNSAID) for reason in reasons)) or UNSAID


def _may_hear(held: set[str], notebook: Notebook) -> bool:
    """Say whether the reader may hear of what is hidden: the minor knows what he keeps from his representatives."""
    return "not_announced" not in held and notebook.own


def _representing(actor: Actor, notebook: Notebook) -> str:
    if actor.number == notebook.reader:
        return f"parce que vous représentez {notebook.name}"
    return f"parce que cette personne {'vous représente' if notebook.own else f'représente {notebook.name}'}"


def _authorised(actor: Actor, notebook: Notebook) -> str:
    until = notebook.until.get(actor.number)
    if not notebook.own:
        return f"parce que l’accès lui est ouvert jusqu’au {until}" if until else "parce que l’accès lui était ouvert"
    if actor.number == notebook.treating:
        return "parce que vous en avez fait votre médecin traitant"
    if until is None:
        return "parce que vous lui aviez donné l’accès"
    return f"parce que vous lui avez donné l’accès jusqu’au {until}"


def _no_right(actor: Actor, action: str, notebook: Notebook) -> str:
    if action in CHANGING:
        return "seul l’auteur d’un document peut le changer"
    if action in HISTORY:
        return "l’historique ne se montre qu’à la personne elle-même"
    if actor.kind == ActorKind.SUPPORT:
        return "l’assistance n’entre pas dans les carnets"
    if actor.kind == ActorKind.PERSON:
        return "ce n’est pas son carnet"
    return "vous ne lui avez pas donné d’accès" if notebook.own else "aucun accès ne lui a été donné"
