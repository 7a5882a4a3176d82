"""What the pages say of each professional and of each act, in French."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ens.confidence.rules import Act, Group, Place
from ens.kernel.actors import ActorKind
from ens.registry.parties import Party
from ens.registry.professions import profession_of
from ens.web import dates


class Words(NamedTuple):
    """An act: the title over its effects, the button, a sentence that holds always, and what is said once done."""

    title: str
    button: str
    always: str
    done: str


ACTS: Final[Mapping[Act, Words]] = {
    Act.ACCEPT: Words("Accepter", "Oui, accepter", "Pour un an, sauf si vous changez d’avis.", "C’est accepté"),
    Act.REFUSE: Words("Refuser", "Non, refuser", "Une demande refusée n’ouvre rien.", "C’est refusé"),
    Act.AUTHORISE: Words(
        "Autoriser", "Autoriser", "Vous pourrez retirer cet accès à tout moment, d’un geste.", "L’accès est ouvert"
    ),
    Act.WITHDRAW: Words(
        "Retirer l’accès",
        "Retirer l’accès",
        "Un soignant relit toujours ce qu’il a écrit lui-même. Ce qui a déjà été lu l’a été.",
        "L’accès est retiré",
    ),
    Act.TREATING: Words(
        "Déclarer comme médecin traitant",
        "C’est mon médecin traitant",
        "Le médecin traitant voit aussi les documents masqués. Il est averti des accès en urgence.",
        "Votre médecin traitant est enregistré",
    ),
    Act.NOT_TREATING: Words(
        "Ne plus être le médecin traitant",
        "Ce n’est plus le médecin traitant",
        "L’accès reste ouvert, mais plus aux documents masqués.",
        "Ce n’est plus le médecin traitant",
    ),
    Act.TRUST: Words(
        "Nommer administrateur",
        "Nommer administrateur",
        "Un administrateur voit aussi les documents masqués, et peut bloquer un autre soignant à votre place.",
        "C’est un administrateur de ce carnet",
    ),
    Act.TRUST_NO_MORE: Words(
        "Ne plus être administrateur",
        "Retirer ce rôle",
        "L’accès reste ouvert, mais plus aux documents masqués.",
        "Ce n’est plus un administrateur",
    ),
    Act.BLOCK: Words(
        "Bloquer",
        "Bloquer",
        "Plus aucune lecture, même avec l’accord de son équipe. La loi lui permet toujours de déposer un document.",
        "C’est bloqué",
    ),
    Act.UNBLOCK: Words(
        "Débloquer",
        "Débloquer",
        "Débloquer n’autorise pas de nouveau : il faudra redonner l’accès.",
        "C’est débloqué, mais pas autorisé",
    ),
}


_SHUT_PLACE: Final = ACTS[Act.BLOCK]._replace(
    always="Plus personne n’y lira rien, même un soignant que vous avez autorisé par son nom, tant qu’il y travaille. "
    "La loi permet toujours à ce lieu de déposer un document."
)


def words_of(act: Act, party: Party) -> Words:
    """Give the words of an act about a professional, or about a place and all who work there."""
    return _SHUT_PLACE if act is Act.BLOCK and party.kind is ActorKind.STRUCTURE else ACTS[act]


def work_of(party: Party) -> str:
    """Say what somebody does, or what kind of place it is."""
    if party.kind is ActorKind.STRUCTURE:
        return "Lieu de soins : toute son équipe de soins"
    words = profession_of(party.name, party.profession, party.specialty)
    return f"{words[0].upper()}{words[1:]}" if words else "Professionnel de santé"


def state_of(place: Place) -> str:
    """Say where somebody stands, in one sentence."""
    demand = place.demand
    if demand is not None and demand.spoken:
        return f"Vous auriez dit oui de vive voix. Confirmez avant {_moment(demand.until)}, sinon l’accès s’arrête."
    if demand is not None:
        what = "à être votre médecin traitant" if demand.what == "treating" else "à lire ce carnet"
        return f"Demande {what} depuis le {_day(demand.since)}. Sans réponse de votre part, c’est non."
    if place.group is Group.BLOCKED:
        return f"Ne peut plus rien lire{' depuis le ' + _day(place.since) if place.since else ''}. Peut encore déposer."
    if place.until:
        since = f" depuis le {_day(place.since)}," if place.since else ""
        return f"Peut lire{since} jusqu’au {_day(place.until)}."
    return "N’a pas accès à ce carnet."


def _day(seconds: int) -> str:
    return dates.plain_date(seconds * 1_000_000)


def _moment(seconds: int) -> str:
    return f"le {_day(seconds)} à {dates.hour(seconds * 1_000_000)}"
